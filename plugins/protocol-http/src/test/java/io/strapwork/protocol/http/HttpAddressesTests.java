package io.strapwork.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HttpAddressesTests {
    private static List<InetSocketAddress> of(String... literals) {
        return List.of(literals).stream().map(literal -> new InetSocketAddress(InetAddress.ofLiteral(literal), 80)).toList();
    }

    /** RFC 8305 section 4, and those that were dead once last. */
    @Test
    void theFamiliesTakeTurns() {
        List<InetSocketAddress> all = of("fd00::1", "fd00::2", "fd00::3", "10.0.0.1");
        assertEquals(of("fd00::1", "10.0.0.1", "fd00::2", "fd00::3"), HttpAddresses.order(all, Set.of()));
        assertEquals(of("10.0.0.1", "fd00::2", "fd00::3", "fd00::1"), HttpAddresses.order(all, Set.copyOf(of("fd00::1"))));
    }

    @Test
    void aNameHasNotEndlesslyMany() {
        List<InetSocketAddress> all = IntStream.range(1, 100).mapToObj(i -> new InetSocketAddress("10.0.0." + i, 80)).toList();
        assertEquals(all.subList(0, 8), HttpAddresses.order(all, Set.of()));
    }
}
