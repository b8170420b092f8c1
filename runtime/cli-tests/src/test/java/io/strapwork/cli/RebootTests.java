package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.Hardware;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.machine.RebootableMachine;
import io.strapwork.api.machine.RunningMachine;
import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.time.BootClock;
import io.strapwork.cli.lab.Boots;
import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.GuestReport;
import io.strapwork.runtime.walk.BootListener;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk after a guest has restarted, on embedded machines whose guests do what the test says. */
class RebootTests {
    private static final GuestReport NOT_AGAIN = new GuestReport(1, Optional.of(GuestEvent.RESET), Optional.of("only once"));

    @TempDir
    private Path folder;
    private final List<String> log = new ArrayList<>();
    private final Queue<GuestEvent> events = new ArrayDeque<>();
    private int allowed = 1;
    private boolean returns = true;

    /** Events of one guest after the other; none is left: nobody watches. */
    private BootOutcome boot(boolean rebootable, GuestEvent... guests) {
        events.addAll(List.of(guests));
        Assembly embedded = new Boots()
                .assemble(new Lab(folder).serve("vmlinuz", Images.linuxS390x(0x30000)).s390x("lab", "http://10.0.2.2/vmlinuz"));
        MachineProvider provider = embedded.open(BootClock.system(), Optional.of(1L)).machine();
        MachineProvider wrapping = request -> {
            log.add("power on");
            Machine machine = provider.powerOn(request);
            return rebootable ? new Restarting(provider, request, machine) : new Plain(machine);
        };
        return Boots.boot(embedded.with(Kind.MACHINE, "", wrapping), new BootListener() {
            @Override
            public Optional<GuestEvent> running(RunningMachine machine, BootOutcome outcome) {
                return Optional.ofNullable(events.poll());
            }
        });
    }

    @Test
    void eachRestartIsABoot() {
        allowed = 2;
        BootOutcome outcome = boot(true, GuestEvent.RESET, GuestEvent.RESET, GuestEvent.SHUT_DOWN);
        assertEquals(List.of(), outcome.problems());
        assertEquals(new GuestReport(2, Optional.of(GuestEvent.SHUT_DOWN), Optional.empty()), outcome.guest());
        assertEquals(List.of("power on", "enter", "again", "enter", "again", "enter", "close"), log);
        assertEquals(1, outcome.parts().size());
    }

    @Test
    void notMoreOftenThanAllowed() {
        BootOutcome outcome = boot(true, GuestEvent.RESET, GuestEvent.RESET);
        assertEquals(NOT_AGAIN, outcome.guest());
        assertEquals(List.of("power on", "enter", "again", "enter", "close"), log);
    }

    @Test
    void otherEndsAreTheEnd() {
        assertEquals(new GuestReport(0, Optional.of(GuestEvent.PANICKED), Optional.empty()), boot(true, GuestEvent.PANICKED).guest());
        assertEquals(List.of("power on", "enter", "close"), log);
    }

    @Test
    void nobodyWatches() {
        assertEquals(new GuestReport(0, Optional.empty(), Optional.empty()), boot(true).guest());
    }

    @Test
    void aMachineThatCantBeEnteredAgain() {
        assertEquals(new GuestReport(0, Optional.of(GuestEvent.RESET), Optional.of("this kind of machine can't be entered again")),
                boot(false, GuestEvent.RESET).guest());
        assertEquals(List.of("power on", "enter", "close"), log);
    }

    @Test
    void aMachineThatDoesNotComeBack() {
        returns = false;
        BootOutcome outcome = boot(true, GuestEvent.RESET);
        assertEquals("SW-M218", outcome.problems().getFirst().code());
        assertEquals(1, outcome.guest().reboots());
        assertEquals(List.of("power on", "enter", "again", "close"), log);
    }

    private class Plain implements Machine {
        private Machine inner;

        Plain(Machine inner) {
            this.inner = inner;
        }

        void replace(Machine next) {
            inner.close();
            inner = next;
        }

        @Override
        public Hardware hardware() {
            return inner.hardware();
        }

        @Override
        public MachineFacts facts() {
            return inner.facts();
        }

        @Override
        public EnteredMachine enter(Entry entry) {
            log.add("enter");
            EnteredMachine entered = inner.enter(entry);
            return new Running(entered.cpu(), entered.memory());
        }

        @Override
        public void close() {
            log.add("close");
            inner.close();
        }
    }

    private record Running(CpuState cpu, GuestMemory memory) implements RunningMachine {
        @Override
        public void observe(Observer observer) {}

        @Override
        public void type(String keys) {}
    }

    private final class Restarting extends Plain implements RebootableMachine {
        private final MachineProvider provider;
        private final PowerOn request;

        Restarting(MachineProvider provider, PowerOn request, Machine inner) {
            super(inner);
            this.provider = provider;
            this.request = request;
        }

        @Override
        public Optional<String> rebootRefusal() {
            return allowed == 0 ? Optional.of("only once") : Optional.empty();
        }

        @Override
        public void reenter() {
            log.add("again");
            allowed--;
            if (!returns) {
                throw new Problem("SW-M218", Blame.HOST, "machine", "QEMU did not reset the machine within 1 s", "").asException();
            }
            replace(provider.powerOn(request));
        }
    }
}
