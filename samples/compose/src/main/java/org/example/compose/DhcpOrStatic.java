package org.example.compose;

import io.strapwork.api.address.AddressPlugin;
import io.strapwork.api.address.AddressSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpNetwork;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a DHCP server; where none answers, takes the address that the profile has. */
@AddressPlugin(id = "dhcp-or-static")
public final class DhcpOrStatic implements AddressSource {
    private static final Logger LOG = LoggerFactory.getLogger(DhcpOrStatic.class);

    private final AddressSource dhcp;
    private final AddressSource fixed;

    @Inject
    public DhcpOrStatic(@Named("dhcp") AddressSource dhcp, @Named("static") AddressSource fixed) {
        this.dhcp = dhcp;
        this.fixed = fixed;
    }

    @Override
    public Lease acquire(IpNetwork network, Architecture machine) {
        try {
            return dhcp.acquire(network, machine);
        } catch (StrapworkException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e; // the boot is to end, not to go on
            }
            LOG.info("takes the profile's address: {}", e.getMessage());
            return fixed.acquire(network, machine);
        }
    }
}
