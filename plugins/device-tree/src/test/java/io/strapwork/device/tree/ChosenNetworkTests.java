package io.strapwork.device.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.strapwork.api.address.Lease;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Route;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChosenNetworkTests {
    private static final DeviceTree TREE = new DeviceTree(
            DeviceNode.of("").with(List.of(DeviceNode.of("chosen", DeviceProperty.text("netmask-ip", "old")))), List.of(), 0);
    private static final IpConfiguration FOUR = IpConfiguration.of(InetAddress.ofLiteral("10.0.2.15"), 20)
            .withRoutes(List.of(Route.defaultVia(InetAddress.ofLiteral("10.0.2.2"))));
    private static final IpConfiguration LOCAL = IpConfiguration.of(InetAddress.ofLiteral("fe80::15"), 64);
    private static final IpConfiguration SIX = IpConfiguration
            .union(List.of(LOCAL, IpConfiguration.of(InetAddress.ofLiteral("fd00::15"), 64)
                    .withRoutes(List.of(Route.defaultVia(InetAddress.ofLiteral("fe80::1"))))));

    private static String told(IpConfiguration configuration) {
        DeviceNode chosen = ChosenNetwork.tell(TREE, Optional.of(new Lease(configuration))).root().child("chosen").orElseThrow();
        return chosen.properties().values().stream().map(property -> property.name() + " " + HexFormat.of().formatHex(property.value()))
                .sorted()
                .toList().toString();
    }

    @ParameterizedTest
    @CsvSource({"IPV4, '[client-ip 0a00020f, gateway-ip 0a000202, netmask-ip fffff000]'",
        "IPV6, '[client-ip fd000000000000000000000000000015, gateway-ip fe800000000000000000000000000001]'",
        "BOTH, '[client-ip 0a00020f, gateway-ip 0a000202, netmask-ip fffff000]'"})
    void tellsTheFamilyThatIsThere(String families, String told) {
        assertEquals(told, told(switch (families) {
            case "IPV4" -> FOUR;
            case "IPV6" -> SIX;
            default -> IpConfiguration.union(List.of(SIX, FOUR));
        }));
    }

    @Test
    void withoutAnAddressTheTreeStaysAsItIs() {
        assertSame(TREE, ChosenNetwork.tell(TREE, Optional.empty()));
        assertSame(TREE, ChosenNetwork.tell(TREE, Optional.of(new Lease(LOCAL))));
    }
}
