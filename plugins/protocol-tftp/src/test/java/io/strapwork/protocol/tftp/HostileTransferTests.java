package io.strapwork.protocol.tftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.protocol.tftp.TftpMessage.Data;
import io.strapwork.protocol.tftp.TftpState.Effect;
import io.strapwork.protocol.tftp.TftpState.Event;
import io.strapwork.protocol.tftp.TftpState.Failed;
import io.strapwork.protocol.tftp.TftpState.Finished;
import io.strapwork.protocol.tftp.TftpState.OptionsRefused;
import io.strapwork.protocol.tftp.TftpState.Receiving;
import io.strapwork.protocol.tftp.TftpState.Step;
import io.strapwork.testkit.fake.FuzzedRandom;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers and strangers that send anything, in any order and at any time: blocks are taken in order from one server only, each packet has at most one answer, and it ends. */
class HostileTransferTests {
    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.10"), 69);
    private static final InetSocketAddress TID = new InetSocketAddress(SERVER.getAddress(), 2000);
    private static final InetSocketAddress OTHER_PORT = new InetSocketAddress(SERVER.getAddress(), 2001);
    private static final InetSocketAddress STRANGER = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.11"), 2000);
    private static final int EVENTS = 300;
    /** Acknowledgements to a server that counts them. */
    private static final int AHEAD = 4;
    private static final long MINUTE = 60_000_000_000L;

    @Test
    void transfersEnd() {
        int finished = 0;
        int failed = 0;
        int blocks = 0;
        for (int seed = 0; seed < 5_000; seed++) {
            var transfer = new Transfer(new Random(seed));
            TftpState end = transfer.converse();
            finished += end instanceof Finished ? 1 : 0;
            failed += end instanceof Failed ? 1 : 0;
            blocks += (int) transfer.blocks;
        }
        assertTrue(finished > 300 && failed > 300 && blocks > 10_000, finished + " finished, " + failed + " failed, " + blocks + " blocks");
    }

    static Stream<byte[]> dice() {
        return FuzzedRandom.dice(800);
    }

    @MethodSource("dice")
    @FuzzTest
    void anyTransfer(byte[] bytes) {
        new Transfer(new FuzzedRandom(bytes)).converse();
    }

    private static final class Transfer {
        private final Random random;
        private final TftpSteps steps;
        private TftpState state;
        private long now;
        private long blocks;
        private int sent;
        private int causes = 1;
        private final Set<Long> kept = new HashSet<>();

        Transfer(Random random) {
            this.random = random;
            boolean other = random.nextInt(4) == 0;
            var options = new TftpOptions(Optional.of(1024), Optional.of(4), Duration.ofSeconds(1), Duration.ofSeconds(5),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(2), other);
            var request = new TftpRequest(BootUri.parse("tftp://10.0.0.10/f"), SERVER, "f", 1024, 4, 1, 250_000, random.nextInt(4) != 0);
            steps = new TftpSteps(request, options, options.patience(), MINUTE);
            state = steps.begin(0).next();
        }

        TftpState converse() {
            for (int event = 0; event < EVENTS && !over(); event++) {
                now += random.nextInt(3) * 20_000_000L;
                if (now >= steps.wakeAt(state) || random.nextInt(12) == 0) {
                    timeComes();
                } else {
                    happens(event());
                }
            }
            for (int silence = 0; !over(); silence++) {
                assertTrue(silence < 100, () -> "waits for ever: " + state);
                timeComes();
            }
            assertTrue(now <= MINUTE + 1_000_000_000L, "it took longer than it may");
            return state;
        }

        private boolean over() {
            return state instanceof Finished || state instanceof Failed || state instanceof OptionsRefused;
        }

        private void timeComes() {
            now = Math.max(now, steps.wakeAt(state));
            happens(new Event.TimeCame());
            assertTrue(over() || steps.wakeAt(state) > now, () -> "a timer that is over when it is set: " + state);
        }

        private void happens(Event event) {
            causes++;
            TftpState before = state;
            Step step = steps.step(state, event, now);
            state = step.next();
            for (Effect effect : step.effects()) {
                if (effect instanceof Effect.Send) {
                    sent++;
                }
                switch (effect) {
                    case Effect.Deliver() -> delivered(before, event);
                    case Effect.Keep(long block) ->
                        assertTrue(block > blocks + 1 && block < blocks + 4 && kept.add(block), () -> "kept " + block);
                    case Effect.DeliverKept(long from, int more) -> {
                        for (long block = from; block < from + more; block++) {
                            assertEquals(++blocks, block);
                            assertTrue(kept.remove(block));
                        }
                    }
                    default -> {
                    }
                }
            }
            assertTrue(kept.stream().allMatch(block -> block > blocks + 1) || over(), () -> kept + " after " + blocks);
            assertTrue(sent <= causes + AHEAD, sent + " packets for " + causes + " causes");
        }

        /** Each block once, in order, from whom the first one came from, no longer than agreed. */
        private void delivered(TftpState before, Event event) {
            var arrived = (Event.Arrived) event;
            var data = (Data) arrived.message();
            blocks++;
            assertEquals(blocks & 0xffff, data.block());
            if (before instanceof Receiving receiving) {
                assertEquals(receiving.server(), arrived.from());
                assertTrue(data.bytes() <= receiving.blockBytes());
            }
        }

        private Event event() {
            return switch (random.nextInt(40)) {
                case 0 -> new Event.PortUnreachable();
                case 1 -> new Event.Trouble("no route");
                default -> new Event.Arrived(message(), switch (random.nextInt(20)) {
                    case 0 -> OTHER_PORT;
                    case 1 -> STRANGER;
                    default -> TID;
                });
            };
        }

        private TftpMessage message() {
            int due = (int) (blocks + 1) & 0xffff;
            return switch (random.nextInt(40)) {
                case 0 -> new TftpMessage.Fault(random.nextInt(10), "x");
                case 1 -> new TftpMessage.Malformed("cut off");
                case 2 -> new TftpMessage.Acknowledgement(due);
                case 3 -> new Data(due, random.nextInt(2_000));
                case 4, 5 -> new TftpMessage.OptionAcknowledgement(Map.of("blksize", number(1200), "tsize", number(5_000)));
                case 6 -> new TftpMessage.OptionAcknowledgement(Map.of("windowsize", number(6), "x", "y"));
                case 7, 8 -> new Data(random.nextInt(0x10000), 512);
                case 9, 10, 11 -> new Data(due - 1 - random.nextInt(3) & 0xffff, 512);
                case 12, 13 -> new Data(due + 1 + random.nextInt(3) & 0xffff, 512);
                default -> new Data(due, state instanceof Receiving receiving && random.nextInt(30) != 0 ? receiving.blockBytes() : 512);
            };
        }

        private String number(int most) {
            return random.nextInt(6) == 0 ? "-1" : Integer.toString(random.nextInt(most));
        }
    }
}
