package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.handoff.HandoffShim;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.Step;
import io.strapwork.testkit.BootServer;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Which rooms a boot goes through: all nine, or without link, stack and address when nothing needs them. */
@BootTest(Profiles.HTTP)
class RoomsTests {
    private static final Set<Room> NETWORK = EnumSet.of(Room.LINK, Room.STACK, Room.ADDRESS);

    private static List<Room> rooms(BootOutcome outcome) {
        return outcome.rooms().stream().map(report -> report.room()).toList();
    }

    private static List<Room> allBut(Set<Room> left) {
        return List.copyOf(EnumSet.complementOf(EnumSet.copyOf(left)));
    }

    @Test
    void allNineAndThreeSteps(BootSession boot) {
        BootOutcome outcome = boot.serve("vmlinux", DemoKernel.bytes()).run();
        assertThat(outcome).handedOff();
        assertEquals(List.of(Room.values()), rooms(outcome));
        assertEquals(List.of(Step.QUIESCE, Step.PLACE, Step.ENTER), outcome.steps().stream().map(report -> report.step()).toList());
    }

    /** The kernel is left out: DHCP tells it, and so the machine's network is needed, whoever fetches. */
    @Test
    @BootTest("""
            name = "by-boot-file"
            [machine]
            use = "embedded"
            architecture = "s390x"
            memory = "64MiB"
            boot-file = "vmlinux"
            [trust]
            use = "none"
            """)
    void aBootFileNeedsTheNetwork(BootSession boot) {
        BootOutcome outcome = boot.serve("vmlinux", DemoKernel.bytes()).run();
        assertThat(outcome).handedOff().through(Room.ADDRESS, "auto");
        assertEquals(List.of(Room.values()), rooms(outcome));
    }

    /** The kernel comes over this computer's sockets; a machine whose network answers nobody is never asked. */
    @Test
    @BootTest(value = Profiles.HTTP, realTime = true)
    void theHostsTransportsNeedNoNetwork(BootSession boot) {
        try (BootServer server = BootServer.start().serve("vmlinux", DemoKernel.bytes())) {
            boot.with("fetch.kernel=" + server.uri("http", "vmlinux")).with("transport.tcp.use=host-tcp").with("machine.dhcp=false");
            BootOutcome outcome = boot.run();
            assertThat(outcome).handedOff().through(Room.TRANSPORT, "host-tcp, tls").notThrough(Room.LINK).notThrough(Room.STACK)
                    .notThrough(Room.ADDRESS);
            assertEquals(allBut(NETWORK), rooms(outcome));
            assertTrue(boot.explain().endsWith("""
                    link  not entered: no transport runs over the machine's network
                    stack  not entered: no transport runs over the machine's network
                    address  not entered: no transport runs over the machine's network
                    """), boot.explain());
        }
    }

    /** A protocol that needs no transport at all. */
    @Nested
    class WithoutTransports {
        @Swap
        final BootProtocol protocol = (from, into) -> {
            try {
                into.write(Unpooled.wrappedBuffer(DemoKernel.bytes()));
            } catch (ImageTooLargeException e) {
                throw new AssertionError(e);
            }
        };

        @Test
        void theNetworkIsLeftOut(BootSession boot) {
            BootOutcome outcome = boot.run();
            assertThat(outcome).handedOff();
            assertEquals(allBut(NETWORK), rooms(outcome));
        }

        /** What the profile says of a room that is not entered is looked at, and told, but not done. */
        @Test
        void aNamedAddressSourceIsNotAsked(BootSession boot) {
            boot.with("address.use=dhcp").with("machine.dhcp=false");
            assertThat(boot.run()).handedOff().notThrough(Room.ADDRESS);
            assertTrue(boot.explain().contains("address  dhcp  "), boot.explain());
            assertTrue(boot.explain().contains("address  not entered: no transport is needed\n"), boot.explain());
        }

        /** A transport that the profile names may be needed later: its network is there. */
        @Test
        void aTransportThatIsNamedNeedsTheNetwork(BootSession boot) {
            assertThat(boot.with("transport.udp.use=udp").run()).handedOff().through(Room.LINK, "virtio-ccw").through(Room.STACK, "inet")
                    .through(Room.ADDRESS, "auto");
        }

        @Nested
        class AndTheHandoff {
            private @Nullable HandoffRequest seen;

            @Swap
            final HandoffShim handoff = (plan, request) -> {
                seen = request;
                throw new Problem("SW-H999", Blame.USER, "the test", "it has seen enough", "").asException();
            };

            @Test
            void isToldOfNoLeaseAndNoDevice(BootSession boot) {
                assertThat(boot.run()).failedWith("SW-H999").in(Room.HANDOFF);
                assertEquals(Optional.empty(), request().lease());
                assertEquals(Optional.empty(), request().bootDevice());
            }

            @Test
            void isToldOfBothWhereThereIsANetwork(BootSession boot) {
                assertThat(boot.with("transport.udp.use=udp").run()).failedWith("SW-H999");
                assertTrue(request().lease().isPresent());
                assertEquals(Optional.of("fe.0.0001"), request().bootDevice());
            }

            private HandoffRequest request() {
                return Optional.ofNullable(seen).orElseThrow();
            }
        }
    }
}
