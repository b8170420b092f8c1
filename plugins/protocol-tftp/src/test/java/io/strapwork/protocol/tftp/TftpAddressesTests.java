package io.strapwork.protocol.tftp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.protocol.tftp.TftpAddresses.Turn;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TftpAddressesTests {
    private static final InetSocketAddress A = at("fd00::1");
    private static final InetSocketAddress B = at("10.0.2.2");
    private static final List<InetSocketAddress> BOTH = List.of(A, B);

    private final Set<InetSocketAddress> silent = new HashSet<>();
    private final TftpAddresses addresses = new TftpAddresses(Duration.ofSeconds(15), silent);

    private static InetSocketAddress at(String literal) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), 69);
    }

    private static Turn turn(InetSocketAddress server, long millis, boolean more) {
        return new Turn(server, Duration.ofMillis(millis), more);
    }

    @Test
    void eachGetsAMomentThenLonger() {
        for (long millis : List.of(250, 1000, 4000)) {
            assertEquals(turn(A, millis, true), addresses.next(BOTH));
            addresses.unreached(A, false);
            assertEquals(turn(B, millis, true), addresses.next(BOTH));
            addresses.unreached(B, false);
        }
        assertEquals(turn(A, 15_000, true), addresses.next(BOTH));
        assertEquals(turn(B, 15_000, false), addresses.next(BOTH));
    }

    @Test
    void theOnlyOneGetsAllThePatience() {
        assertEquals(turn(A, 15_000, false), addresses.next(List.of(A)));
    }

    @Test
    void closedOnesAreAskedOnce() {
        assertEquals(turn(A, 250, true), addresses.next(BOTH));
        addresses.unreached(A, true);
        assertEquals(turn(B, 15_000, false), addresses.next(BOTH));
    }

    @Test
    void whoHasAnsweredIsAskedOn() {
        addresses.next(BOTH);
        addresses.unreached(A, false);
        assertEquals(turn(B, 250, true), addresses.next(BOTH));
        addresses.answered(B);
        assertEquals(turn(B, 15_000, true), addresses.next(BOTH));
        addresses.unreached(B, false);
        assertEquals(turn(A, 1000, true), addresses.next(BOTH));
    }

    @Test
    void littlePatienceStaysLittle() {
        var few = new TftpAddresses(Duration.ofMillis(100), silent);
        assertEquals(turn(A, 100, true), few.next(BOTH));
        assertEquals(turn(B, 100, false), few.next(BOTH));
    }

    /** The next file of a boot does not wait for them again. */
    @Test
    void whoWasSilentIsAskedLastTheNextTime() {
        addresses.next(BOTH);
        addresses.unreached(A, false);
        assertEquals(Set.of(A), silent);
        var second = new TftpAddresses(Duration.ofSeconds(15), silent);
        assertEquals(turn(B, 250, true), second.next(BOTH));
        second.unreached(B, false);
        assertEquals(turn(A, 250, true), second.next(BOTH));
        second.answered(A);
        assertEquals(Set.of(B), silent);
    }

    @Test
    void theFamiliesTakeTurns() {
        InetSocketAddress six = at("fd00::1");
        InetSocketAddress other = at("fd00::2");
        List<InetSocketAddress> all = List.of(six, other, B, at("10.0.2.3"));
        for (InetSocketAddress next : List.of(six, B, other, at("10.0.2.3"))) {
            assertEquals(turn(next, 250, true), addresses.next(all));
        }
    }

    /** A name server may have anything to say, and something else each time. */
    @Test
    void namesMayChange() {
        List<InetSocketAddress> many = IntStream.range(1, 100).mapToObj(i -> at("10.0.0." + i)).toList();
        for (int i = 1; i <= 8; i++) {
            assertEquals(turn(at("10.0.0." + i), 250, true), addresses.next(many));
        }
        assertEquals(turn(at("10.0.0.1"), 1000, true), addresses.next(many));
        assertEquals(turn(A, 15_000, false), addresses.next(List.of(A)));
    }
}
