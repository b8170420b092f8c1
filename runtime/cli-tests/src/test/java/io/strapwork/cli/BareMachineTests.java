package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.Hardware;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.time.BootClock;
import io.strapwork.cli.lab.Boots;
import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.outcome.BootOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine without any bus: boots what needs no device, and says so where one is needed. */
class BareMachineTests {
    private static final byte[] KERNEL = Images.linuxS390x(0x20000);

    @TempDir
    private Path folder;

    private Assembly assembly() {
        Path lab = new Lab(folder).serve("vmlinuz", KERNEL).s390x("lab", "http://10.0.2.2/vmlinuz");
        Assembly embedded = new Boots()
                .assemble(new Lab(folder).profile("bare", Images.text(lab, "ca = ", "# ca = ").replace("[transport.tls]", "")));
        MachineProvider provider = embedded.open(BootClock.system(), Optional.of(1L)).machine();
        return embedded.with(Kind.MACHINE, "", (MachineProvider) request -> new Bare(provider.powerOn(request)));
    }

    private record Bare(Machine inner) implements Machine {
        @Override
        public Hardware hardware() {
            Hardware all = inner.hardware();
            return new Hardware(all.architecture(), all.memory(), all.layout(), List.of());
        }

        @Override
        public EnteredMachine enter(Entry entry) {
            return inner.enter(entry);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    @Test
    void bootsWhatNeedsNoDevice() {
        BootProtocol local = (from, into) -> {
            try {
                into.write(Unpooled.wrappedBuffer(KERNEL));
            } catch (ImageTooLargeException e) {
                throw new AssertionError(e);
            }
        };
        BootOutcome outcome = Boots.boot(assembly().with(Kind.PROTOCOL, "http", local));
        assertEquals(List.of(), outcome.problems());
        assertTrue(outcome.handedOff());
    }

    @Test
    void saysThatItHasNoBus() {
        BootOutcome outcome = Boots.boot(assembly());
        assertEquals("SW-W190", outcome.problems().getFirst().code());
        assertEquals("the machine has no bus at all", outcome.problems().getFirst().hint());
        assertEquals("link", outcome.reached());
    }
}
