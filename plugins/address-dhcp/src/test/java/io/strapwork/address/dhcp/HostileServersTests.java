package io.strapwork.address.dhcp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.strapwork.address.dhcp.DhcpEffect.AskBootServer;
import io.strapwork.address.dhcp.DhcpEffect.Broadcast;
import io.strapwork.address.dhcp.DhcpEffect.Leased;
import io.strapwork.address.dhcp.DhcpEffect.Unicast;
import io.strapwork.api.address.BootFileRequest;
import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.network.inet.dhcp.DhcpFormatException;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.dhcp.DhcpOptions;
import io.strapwork.testkit.fake.FuzzedRandom;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that answer anything, in any order and at any time: the client asks no more often than its timers and the answers give cause, and each lease is one. */
class HostileServersTests {
    private static final DhcpClientOptions OPTIONS = new DhcpClientOptions(Duration.ofSeconds(60), Duration.ofSeconds(4),
            Duration.ofSeconds(64), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final DhcpIdentity IDENTITY = DhcpIdentity.of(ScriptedNetwork.MAC, 1500,
            new BootFileRequest(Architecture.X86_64, Optional.empty(), Optional.empty()), OPTIONS);
    private static final byte[] MENU = HexFormat.of()
            .parseHex("06010808070007010a000206" + "090e0000046469736b000704626f6f740a0200" + "50ff");
    private static final int EVENTS = 80;
    private static final int AT_ONCE = 4;

    @Test
    void conversationsEndInLeasesOrGoOn() {
        int leases = 0;
        for (int seed = 0; seed < 400; seed++) {
            leases += new Conversation(new Random(seed)).converse();
        }
        assertTrue(leases > 60, leases + " leases");
    }

    static Stream<byte[]> dice() {
        return FuzzedRandom.dice(800);
    }

    @MethodSource("dice")
    @FuzzTest
    void anyConversation(byte[] bytes) {
        new Conversation(new FuzzedRandom(bytes)).converse();
    }

    private static final class Conversation {
        private final Random random;
        private final DhcpSteps steps;
        private DhcpState state;
        private long now;
        private int sent;
        private int causes = 1;
        private int leases;

        Conversation(Random random) {
            this.random = random;
            steps = new DhcpSteps(IDENTITY, true, OPTIONS.retry(), OPTIONS.longestRetry(), new Random(2));
            state = steps.start(0).state();
        }

        int converse() {
            int atOnce = 0;
            for (int event = 0; event < EVENTS; event++) {
                if (now >= state.deadline() || state.deadline() != Long.MAX_VALUE && random.nextInt(5) == 0) {
                    atOnce = state.deadline() <= now ? atOnce + 1 : 0;
                    assertTrue(atOnce <= AT_ONCE, "timers that are over when they are set: " + state);
                    now = Math.max(now, state.deadline());
                    took(steps.timeout(state, now));
                } else {
                    atOnce = 0;
                    now += random.nextInt(4) * TimeUnit.MILLISECONDS.toNanos(300);
                    Inet4Address server = server();
                    try {
                        DhcpMessage message = DhcpMessage.parse(Unpooled.wrappedBuffer(changed(answer(server))));
                        took(steps.received(state, message, server, now));
                    } catch (DhcpFormatException e) {
                        assertTrue(!e.getMessage().isEmpty());
                    }
                }
            }
            return leases;
        }

        private void took(DhcpSteps.Next next) {
            state = next.state();
            causes++;
            for (DhcpEffect effect : next.effects()) {
                if (effect instanceof Broadcast || effect instanceof Unicast || effect instanceof AskBootServer) {
                    sent++;
                }
                if (effect instanceof Leased(DhcpMessage acknowledged, var boot, var offers)) {
                    Lease lease = DhcpLeases.lease(acknowledged, boot, offers);
                    assertTrue(DhcpIdentity.isHost((Inet4Address) lease.configuration().ip4().orElseThrow().address()), lease::toString);
                    leases++;
                }
            }
            assertTrue(sent <= causes, "a storm: " + sent + " messages, " + causes + " causes");
        }

        private static Inet4Address address(int last) {
            return DhcpClientTests.address("10.0.2." + last);
        }

        private Inet4Address server() {
            return address(2 + random.nextInt(4));
        }

        private int transaction() {
            return switch (state) {
                case DhcpState.Selecting s -> s.transaction();
                case DhcpState.Requesting s -> s.transaction();
                case DhcpState.Asking s -> s.transaction();
                case DhcpState.Bound _ -> 7;
                case DhcpState.Renewing s -> s.transaction();
                case DhcpState.Rebinding s -> s.transaction();
            };
        }

        private DhcpMessage answer(Inet4Address server) {
            DhcpMessageType type = switch (random.nextInt(8)) {
                case 0 -> DhcpMessageType.NAK;
                case 1 -> DhcpMessageType.DISCOVER;
                case 2 -> DhcpMessageType.ACK;
                default -> state instanceof DhcpState.Selecting ? DhcpMessageType.OFFER : DhcpMessageType.ACK;
            };
            boolean proxy = random.nextInt(4) == 0;
            DhcpOptions.Builder options = DhcpOptions.builder().messageType(type).prefix(random.nextInt(8) == 0 ? random.nextInt(33) : 24)
                    .addresses(DhcpOption.ROUTERS, address(1)).bytes(DhcpOption.CLASSLESS_ROUTES, new byte[]{24, 10, 0, 3, 10, 0, 2, 2});
            if (random.nextInt(8) != 0) {
                options.addresses(DhcpOption.SERVER_IDENTIFIER, server);
            }
            if (random.nextInt(4) != 0) {
                options.seconds(DhcpOption.LEASE_TIME, Duration.ofSeconds(random.nextInt(random.nextBoolean() ? 3 : 5_000)));
            }
            if (random.nextInt(4) == 0) {
                options.seconds(DhcpOption.RENEWAL_TIME, Duration.ofSeconds(random.nextInt(4)));
            }
            if (proxy || random.nextInt(4) == 0) {
                options.text(DhcpOption.VENDOR_CLASS, "PXEClient");
            }
            if (random.nextInt(3) == 0) {
                options.bytes(DhcpOption.VENDOR_SPECIFIC, MENU);
            }
            if (random.nextInt(3) == 0) {
                options.text(DhcpOption.BOOT_FILE_NAME, "boot/x");
            }
            return DhcpMessage.request(random.nextInt(10) == 0 ? random.nextInt() : transaction(), ScriptedNetwork.MAC).build().replyTo()
                    .yourAddress(proxy ? DhcpLeases.anyAddress() : address(random.nextInt(256))).options(options.build()).build();
        }

        private byte[] changed(DhcpMessage message) {
            ByteBuf written = Unpooled.buffer();
            message.write(written, 1500);
            byte[] bytes = ByteBufUtil.getBytes(written);
            for (int changes = random.nextInt(3) == 0 ? random.nextInt(5) : 0; changes > 0; changes--) {
                bytes[random.nextInt(4) == 0 ? random.nextInt(bytes.length) : 240 + random.nextInt(bytes.length - 240)] = (byte) random
                        .nextInt(256);
            }
            return bytes;
        }
    }
}
