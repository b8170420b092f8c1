package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.time.BootClock;
import io.strapwork.cli.lab.BootServer;
import io.strapwork.cli.lab.Boots;
import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import io.strapwork.cli.lab.Leftovers;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.Step;
import io.strapwork.runtime.walk.BootListener;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An interrupt, which is how Ctrl-C and {@code --timeout} end a boot, works in each room, and nothing stays behind. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterruptTests {
    @TempDir
    private static Path folder;
    private final Boots boots = new Boots();
    private Lab lab;
    private Leftovers leftovers;

    /** One that is not interrupted leaves behind what all share. */
    @BeforeAll
    void first() {
        lab = new Lab(folder).serve("vmlinuz", Images.linuxS390x(0x20000));
        assertTrue(Boots.boot(boots.assemble(lab.s390x("first", "https://10.0.2.2/vmlinuz"))).handedOff());
    }

    @BeforeEach
    void look() {
        leftovers = new Leftovers();
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        assertTrue(Thread.interrupted(), "whoever waits for the boot still has to know");
        assertEquals(List.of(), leftovers.threads());
        assertEquals(List.of(), leftovers.leaks());
        assertTrue(leftovers.mappedMore() < 32 << 20, () -> leftovers.mappedMore() + " bytes are still mapped");
    }

    private static void assertInterrupted(Room room, BootOutcome outcome) {
        assertFalse(outcome.handedOff(), "the boot went on");
        assertEquals(room, outcome.rooms().getLast().room());
        assertTrue(outcome.rooms().getLast().took().compareTo(Duration.ofSeconds(5)) < 0, outcome.rooms()::toString);
        assertEquals(List.of(), outcome.steps());
        assertInterrupted(outcome);
    }

    private static void assertInterrupted(BootOutcome outcome) {
        assertEquals(1, outcome.problems().size(), outcome.problems()::toString);
        Problem problem = outcome.problems().getFirst();
        assertTrue(problem.what().contains("interrupted"), problem::toString);
    }

    @ParameterizedTest
    @EnumSource(value = Room.class, names = "HANDOFF", mode = EnumSource.Mode.EXCLUDE)
    void betweenTwoRooms(Room left) {
        BootOutcome outcome = Boots.boot(boots.assemble(lab.s390x("lab", "https://10.0.2.2/vmlinuz")), new BootListener() {
            @Override
            public void left(Room room, String plugin, Duration took) {
                if (room == left) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        assertInterrupted(Room.values()[left.ordinal() + 1], outcome);
    }

    /** Packing takes the place of the last jump. */
    @ParameterizedTest
    @EnumSource(value = Step.class, mode = EnumSource.Mode.EXCLUDE, names = "PACK")
    void beforeAStep(Step next) {
        BootOutcome outcome = Boots.boot(boots.assemble(lab.s390x("lab", "http://10.0.2.2/vmlinuz")), new BootListener() {
            @Override
            public void left(Room room, String plugin, Duration took) {
                interrupt(next == Step.QUIESCE && room == Room.HANDOFF);
            }

            @Override
            public void taken(Step step, Duration took) {
                interrupt(step.ordinal() + 1 == next.ordinal());
            }

            private static void interrupt(boolean now) {
                if (now) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        assertFalse(outcome.handedOff(), "the boot went on");
        assertEquals(next, outcome.steps().getLast().step());
        assertInterrupted(outcome);
    }

    @Test
    void beforeTheFirstRoom() {
        Thread.currentThread().interrupt();
        assertInterrupted(Room.MACHINE, Boots.boot(boots.assemble(lab.s390x("lab", "http://10.0.2.2/vmlinuz"))));
    }

    /** The first frame that the guest sends asks for an address. */
    @Test
    void whileItWaitsForALease() {
        Assembly assembly = boots.assemble(lab.s390x("lab", "http://10.0.2.2/vmlinuz"), "machine.dhcp=false", "address.patience=10m");
        Thread here = Thread.currentThread();
        assertInterrupted(Room.ADDRESS, boot(assembly, frame -> here.interrupt(), BootListener.none()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https", "tftp"})
    void whileItConnects(String scheme) {
        Assembly assembly = boots.assemble(lab.s390x("lab", scheme + "://10.0.2.2/vmlinuz"), "machine.loss=1", "address.use=static",
                "address.address=10.0.2.15/24");
        var fetching = new AtomicBoolean();
        Thread here = Thread.currentThread();
        Consumer<ByteBuf> capture = frame -> {
            if (fetching.get()) {
                here.interrupt();
            }
        };
        assertInterrupted(Room.FETCH, boot(assembly, capture, new BootListener() {
            @Override
            public void fetching(String part, String uri) {
                fetching.set(true);
            }
        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "host-tcp"})
    void whileItFetches(String transport) throws Exception {
        Thread here = Thread.currentThread();
        BootOutcome outcome;
        try (BootServer server = BootServer.http((connection, out) -> {
            out.write(BootServer.head("200 OK", 100_000));
            out.write(new byte[1000]);
            out.flush();
            here.interrupt();
            connection.getInputStream().read();
        })) {
            outcome = Boots.boot(
                    boots.assemble(lab.s390x("lab", "http://10.0.2.2:" + server.port() + "/vmlinuz"), "transport.tcp.use=" + transport));
            assertTrue(Thread.interrupted());
        }
        assertInterrupted(Room.FETCH, outcome);
        Thread.currentThread().interrupt();
    }

    private static BootOutcome boot(Assembly assembly, Consumer<ByteBuf> capture, BootListener listener) {
        return new BootWalk(assembly, new BootSettings(BootClock.system(), Optional.of(1L), listener, Optional.of(capture))).run();
    }
}
