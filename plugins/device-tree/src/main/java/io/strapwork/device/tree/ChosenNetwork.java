package io.strapwork.device.tree;

import io.strapwork.api.address.Lease;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.api.stack.IpConfiguration.Route;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code /chosen} says of the network that a client came from (Open Firmware, Recommended Practice: TFTP Booting Extension 1.0), as dracut's NetworkManager reads it: {@code client-ip},
 * {@code netmask-ip} and {@code gateway-ip}, of 4 bytes. Where the host has no IPv4 they are of IPv6, of 16 bytes, without a netmask.
 */
public final class ChosenNetwork {
    private ChosenNetwork() {}

    /** The tree with what the lease says in place of what it had; without a lease as it is. */
    public static DeviceTree tell(DeviceTree tree, Optional<Lease> lease) {
        List<DeviceProperty> properties = lease.map(ChosenNetwork::of).orElse(List.of());
        return properties.isEmpty() ? tree : tree.edit(root -> root.edit("chosen", chosen -> {
            DeviceNode told = chosen.without("client-ip").without("netmask-ip").without("gateway-ip");
            for (DeviceProperty property : properties) {
                told = told.with(property);
            }
            return told;
        }));
    }

    private static List<DeviceProperty> of(Lease lease) {
        Optional<Assigned> own = first(lease, true).or(() -> first(lease, false));
        if (own.isEmpty()) {
            return List.of();
        }
        Assigned address = own.get();
        var properties = new ArrayList<>(List.of(property("client-ip", address.address())));
        if (address.isIp4()) {
            int mask = address.prefix() == 0 ? 0 : -1 << 32 - address.prefix();
            properties.add(DeviceProperty.bytes("netmask-ip", ByteBuffer.allocate(4).putInt(mask).array()));
        }
        lease.configuration().routes().stream().filter(route -> route.isIp4() == address.isIp4() && route.prefix() == 0).findFirst()
                .flatMap(Route::gateway).ifPresent(gateway -> properties.add(property("gateway-ip", gateway)));
        return properties;
    }

    /** That reaches beyond its link. */
    private static Optional<Assigned> first(Lease lease, boolean ip4) {
        return lease.configuration().addresses().stream().filter(one -> one.isIp4() == ip4 && !one.address().isLinkLocalAddress())
                .findFirst();
    }

    private static DeviceProperty property(String name, InetAddress address) {
        return DeviceProperty.bytes(name, address.getAddress());
    }
}
