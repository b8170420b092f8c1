package io.strapwork.address.dhcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.address.BootFileRequest;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.machine.Architecture;
import io.strapwork.network.inet.dhcp.ClientIdentity;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.dhcp.DhcpOptions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a client says of itself, by the identity that a profile gives it. */
class ClientIdentityTests {
    private static DhcpOptions told(Architecture machine, Optional<ClientIdentity> identity) {
        var options = new DhcpClientOptions(Duration.ofSeconds(60), Duration.ofSeconds(4), Duration.ofSeconds(64), Optional.empty(),
                identity,
                Optional.empty(), Optional.empty());
        return DhcpIdentity.of(MacAddress.parse("52:54:00:12:34:56"), 1500,
                new BootFileRequest(machine, Optional.empty(), Optional.empty()), options).discover(1, 0).options();
    }

    private static void assertTold(String vendor, int architecture, int second, DhcpOptions options) {
        assertEquals(Optional.of(vendor), options.text(DhcpOption.VENDOR_CLASS));
        assertArrayEquals(new byte[]{0, (byte) architecture}, options.bytes(DhcpOption.CLIENT_ARCHITECTURE).orElseThrow());
        assertArrayEquals(new byte[]{1, (byte) second, (byte) (second == 2 ? 1 : 16)},
                options.bytes(DhcpOption.CLIENT_NETWORK_INTERFACE).orElseThrow());
    }

    @Test
    void ofTheMachineUnlessTheProfileSays() {
        assertTold("PXEClient:Arch:00031:UNDI:003016", 31, 3, told(Architecture.S390X, Optional.empty()));
        assertTold("PXEClient:Arch:00012:UNDI:003016", 12, 3, told(Architecture.PPC64, Optional.empty()));
        assertTold("PXEClient:Arch:00007:UNDI:003016", 7, 3, told(Architecture.X86_64, Optional.empty()));
    }

    @Test
    void ofAnotherFirmware() {
        assertTold("PXEClient:Arch:00000:UNDI:002001", 0, 2, told(Architecture.X86_64, Optional.of(ClientIdentity.PXE_BIOS)));
        assertTold("HTTPClient:Arch:00016:UNDI:003016", 16, 3, told(Architecture.X86_64, Optional.of(ClientIdentity.UEFI_HTTP_X64)));
        assertEquals(Optional.empty(), told(Architecture.X86_64, Optional.of(ClientIdentity.PXE_BIOS)).text(DhcpOption.USER_CLASS));
    }

    @Test
    void scriptsAreForWhoCallsItselfIpxe() {
        DhcpOptions options = told(Architecture.X86_64, Optional.of(ClientIdentity.IPXE));
        assertTold("PXEClient:Arch:00000:UNDI:002001", 0, 2, options);
        assertEquals(Optional.of("iPXE"), options.text(DhcpOption.USER_CLASS));
        assertArrayEquals(new byte[]{0x13, 1, 1}, java.util.Arrays.copyOf(options.bytes(DhcpOption.IPXE).orElseThrow(), 3));
    }
}
