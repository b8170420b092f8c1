package io.strapwork.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.Step;
import io.strapwork.runtime.plugins.DemoPlugins;
import io.strapwork.runtime.profile.Profile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is reported of a boot, and what becomes of whatever a plugin throws. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogbookTests {
    private Catalogue catalogue;
    private Assembly assembly;

    @BeforeAll
    void discover(@TempDir Path folder) {
        DemoPlugins.all().jar(folder, "demo.jar");
        catalogue = Discovery.discover(getClass().getClassLoader(), List.of(folder));
        assembly = Assembler.assemble(catalogue, Profile.parse("lab.toml", """
                [machine]
                architecture = "s390x"
                [fetch]
                kernel = "tftp://10.0.2.2/vmlinuz"
                [trust]
                use = "none"
                """, List.of()));
    }

    @AfterAll
    void close() throws IOException {
        catalogue.close();
    }

    private Logbook book(Assembly of, BootListener listener) {
        return new Logbook(of, BootClock.system(), listener, 2);
    }

    @Test
    void timesCountAlsoOfWhatFails() {
        var heard = new ArrayList<String>();
        Logbook book = book(assembly, new BootListener() {
            @Override
            public void left(Room room, String plugin, Duration took) {
                heard.add(room + " " + plugin);
            }

            @Override
            public void taken(Step step, Duration took) {
                heard.add(step.word());
            }
        });
        assertEquals("on", book.in(Room.MACHINE, () -> "on"));
        assertThrows(IllegalStateException.class, () -> book.in(Room.LINK, () -> {
            throw new IllegalStateException("no card");
        }));
        book.take(Step.QUIESCE, () -> {});
        assertEquals("there", book.takeFor(Step.ENTER, () -> "there"));
        BootOutcome outcome = book.outcome();
        assertEquals(List.of("MACHINE embedded", "quiesce", "enter"), heard);
        assertEquals(List.of("embedded", "virtio-ccw"), outcome.rooms().stream().map(report -> report.plugin()).toList());
        assertEquals(List.of(Step.QUIESCE, Step.ENTER), outcome.steps().stream().map(report -> report.step()).toList());
        assertEquals("enter", outcome.reached());
        assertEquals(2, outcome.guest().reboots());
    }

    @Test
    void neitherRoomNorStepIsEnteredAfterAnInterrupt() {
        Logbook book = book(assembly, BootListener.none());
        for (boolean room : List.of(true, false)) {
            Thread.currentThread().interrupt();
            var refused = assertThrows(StrapworkException.class, () -> {
                if (room) {
                    book.in(Room.TRUST, AssertionError::new);
                } else {
                    book.take(Step.PLACE, AssertionError::new);
                }
            });
            assertTrue(Thread.interrupted());
            assertEquals("SW-X121", refused.problems().getFirst().code());
            assertEquals(room ? "trust" : "place", refused.problems().getFirst().where());
        }
    }

    @Test
    void roomsThatNobodyNeedsAreNotEntered() {
        BootProtocol zeros = (from, into) -> {};
        Logbook book = book(assembly.with(Kind.PROTOCOL, "tftp", zeros), BootListener.none());
        assertEquals(Optional.empty(), book.inIfNeeded(Room.LINK, AssertionError::new));
        assertEquals(Optional.empty(), book.inIfNeeded(Room.ADDRESS, AssertionError::new));
        assertEquals(Optional.of("yes"), book.inIfNeeded(Room.TRUST, () -> "yes"));
        assertEquals(List.of(Room.TRUST), book.outcome().rooms().stream().map(report -> report.room()).toList());
        assertEquals(Optional.of("yes"), book(assembly, BootListener.none()).inIfNeeded(Room.LINK, () -> "yes"));
    }

    @Test
    void verdictsAndTheLoaderAreAddedToWhatIsThere() {
        Logbook book = book(assembly, BootListener.none());
        FetchedPart kernel = part("kernel");
        FetchedPart initrd = part("initrd");
        book.fetched(List.of(kernel, initrd));
        book.verified(initrd, "sha256");
        book.attempted(List.of("first try"));
        book.in(Room.LOAD, () -> {
            book.loadedBy("elf");
            return 0;
        });
        BootOutcome outcome = book.outcome();
        assertEquals(List.of("kernel not yet", "initrd sha256"),
                outcome.parts().stream().map(part -> part.name() + " " + part.verified()).toList());
        assertEquals("elf", outcome.rooms().getFirst().plugin());
        assertEquals(List.of("first try"), outcome.attempts());
    }

    private static FetchedPart part(String name) {
        return new FetchedPart(name, BootUri.parse("tftp://10.0.2.2/" + name), MemorySegment.ofArray(new byte[8]), "00", Duration.ZERO);
    }

    /** Whatever it is, it is an outcome. */
    @Test
    void whateverAPluginThrowsIsAProblem() {
        assertEquals("SW-X101 machine: %s", thrown(new IllegalStateException("no")));
        assertEquals("SW-X101 machine: %s", thrown(new StackOverflowError()));
        assertEquals("SW-X101 machine: %s", thrown(new AssertionError("no")));
        assertEquals("SW-X102 machine", thrown(new OutOfMemoryError("heap")));
        assertEquals("SW-X104 machine: %s", thrown(new NoClassDefFoundError("org/example/Missing")));
        assertEquals("SW-M999 here", thrown(new Problem("SW-M999", io.strapwork.api.plugin.Blame.HOST, "here", "", "").asException()));
    }

    private String thrown(Throwable thrown) {
        MachineProvider failing = request -> {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        };
        BootOutcome outcome = new BootWalk(assembly.with(Kind.MACHINE, "", failing), BootWalk.BootSettings.standard()).run();
        assertEquals("machine", outcome.reached());
        Problem problem = outcome.problems().getFirst();
        String where = problem.where().replaceAll(" at .*", "");
        return problem.code() + " " + (where.startsWith("machine: ") ? "machine: %s" : where);
    }

    /** Also when the boot has gone well, or badly, before. */
    @Test
    void aMachineThatCantBeClosedIsAProblem() {
        MachineProvider stuck = request -> (Machine) java.lang.reflect.Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[]{Machine.class},
                (proxy, method, arguments) -> {
                    throw method.getName().equals("close")
                            ? new AssertionError("the door is jammed")
                            : new IllegalStateException("nobody is at home");
                });
        BootOutcome outcome = new BootWalk(assembly.with(Kind.MACHINE, "", stuck), BootWalk.BootSettings.standard()).run();
        assertEquals(2, outcome.problems().size(), outcome.problems()::toString);
        assertTrue(outcome.problems().getLast().what().endsWith("the door is jammed"), outcome.problems()::toString);
    }
}
