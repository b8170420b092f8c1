package io.strapwork.network.gateway.dhcp6;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootFileUrlTests {
    private static final String HOST = BootFileUrl.server((Inet6Address) InetAddress.ofLiteral("fd00:5354:5250::2"));

    @ParameterizedTest
    @CsvSource({"http://[fd00::1]/a%20b, http://[fd00::1]/a%20b", "vmlinux, tftp://[fd00:5354:5250::2]/vmlinux",
        "/srv/x y%?#, tftp://[fd00:5354:5250::2]//srv/x%20y%25%3F%23", "lab:8/x, tftp://[fd00:5354:5250::2]/lab:8/x",
        "\u00e9, tftp://[fd00:5354:5250::2]/%C3%A9"})
    void aPathBecomesTftps(String file, String url) {
        assertEquals(url, BootFileUrl.of(file, HOST));
    }

    @ParameterizedTest
    @CsvSource({"boot.strapwork, tftp://boot.strapwork/x", "10.0.2.2, tftp://10.0.2.2/x", "fe80::1, tftp://[fe80::1]/x"})
    void theServerMayBeAnything(String server, String url) {
        assertEquals(url, BootFileUrl.of("x", server));
    }
}
