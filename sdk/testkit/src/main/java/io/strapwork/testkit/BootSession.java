package io.strapwork.testkit;

import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.Choice;
import io.strapwork.runtime.capture.CaptureNotes;
import io.strapwork.runtime.capture.PcapngFile;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.report.BootRecording;
import io.strapwork.runtime.report.ReportPage;
import io.strapwork.runtime.walk.BootListener;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** One boot of a test. Used by the test's own thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class BootSession {
    private final Function<List<String>, Assembly> assembler;
    private final List<String> overrides = new ArrayList<>();
    private final BootClock clock;
    private final long seed;
    private final Path folder;
    private final TestIdentity identity;
    private volatile @Nullable Assembly assembly;
    private volatile @Nullable Thread thread;
    private @Nullable BootOutcome outcome;
    private @Nullable CpuState cpu;
    private @Nullable MemorySnapshot memory;
    private @Nullable BootRecording recording;
    private int frames;

    /** @param folder of this test alone; need not exist */
    BootSession(Function<List<String>, Assembly> assembler, BootClock clock, long seed, Path folder) {
        this.assembler = assembler;
        this.clock = clock;
        this.seed = seed;
        this.folder = folder;
        this.identity = TestIdentity.beside(folder);
    }

    /**
     * Has the embedded machine serve a file of this name by TFTP, HTTP and HTTPS on 10.0.2.2, before anything is assembled. The firmware trusts the server by
     * {@code transport.tls.ca}, unless the profile sets that itself.
     */
    public BootSession serve(String name, byte[] content) {
        Path files = folder.resolve("files");
        try {
            Path file = files.resolve(name).normalize();
            if (!file.startsWith(files)) {
                throw new IllegalArgumentException("not a name of a file: " + name);
            }
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String served = "machine.serve=" + files;
        return overrides.contains(served) ? this : with(served);
    }

    /**
     * A PEM file with the root of the certificate that the embedded machine's HTTPS server shows in tests, valid by any clock; for a profile that sets
     * {@code transport.tls.ca}: {@code with("transport.tls.ca=" + authority())}. Where {@code machine.tls} is set, another root counts.
     */
    public Path authority() {
        return identity.authority();
    }

    /** One more override, as behind {@code -P}, before anything is assembled. */
    public BootSession with(String override) {
        if (assembly != null) {
            throw new IllegalStateException("the firmware is already assembled");
        }
        overrides.add(override);
        return this;
    }

    /** The firmware, with all swaps. @throws io.strapwork.api.plugin.StrapworkException with all that is wrong with the profile */
    public Assembly assembly() {
        Assembly made = assembly;
        if (made == null) {
            made = assembler.apply(overrides);
            List<String> trusting = identity.overrides(made);
            if (!trusting.isEmpty()) {
                made = made.with(trusting);
                overrides.addAll(trusting);
            }
            assembly = made;
        }
        return made;
    }

    /** The plugin of each place and why it was chosen, one a line: {@code "transport.udp  host-udp  set in the profile (line 3)"}; then the rooms that are not entered. */
    public String explain() {
        var text = new StringBuilder();
        for (Choice choice : assembly().choices()) {
            String place = choice.kind().section() + (choice.section().isEmpty() ? "" : "." + choice.section());
            explain(choice, place, text);
        }
        for (Room room : Room.values()) {
            assembly().notEntered(room)
                    .ifPresent(reason -> text.append(room.section()).append("  not entered: ").append(reason).append('\n'));
        }
        return text.toString();
    }

    /** What a plugin asks for stands below it. */
    private static void explain(Choice choice, String place, StringBuilder text) {
        text.append(place).append("  ").append(choice.plugin()).append("  ").append(choice.reason()).append('\n');
        choice.delegates().forEach(delegate -> explain(delegate, "  " + place + "." + delegate.plugin(), text));
    }

    /**
     * Boots, once, on a thread of its own, which is interrupted when the test's thread is.
     *
     * @throws AssertionError when a buffer of the boot isn't released, or when the boot waits for what can't happen, as {@link VirtualClock#run} sees it
     */
    public BootOutcome run() {
        if (outcome != null) {
            throw new IllegalStateException("a session boots once");
        }
        Assembly firmware = assembly();
        try (PcapngFile pcap = pcap()) {
            try {
                var noting = new BootRecording(clock);
                var listener = noting.before(BootListener.both(new CaptureNotes(pcap), new Entered()));
                var walk = new BootWalk(firmware, new BootSettings(clock, Optional.of(seed), listener,
                        Optional.of(noting.frames(Optional.of(pcap)))));
                BootOutcome done = walk(walk);
                outcome = done;
                recording = noting;
                return done;
            } finally {
                frames = pcap.frames();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BootOutcome walk(BootWalk walk) {
        Callable<BootOutcome> boot = () -> {
            thread = Thread.currentThread();
            return BootBuffers.counted(walk::run);
        };
        try {
            return clock instanceof VirtualClock virtual ? virtual.run("boot-test", boot) : inRealTime(boot);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private static BootOutcome inRealTime(Callable<BootOutcome> boot) throws Exception {
        var task = new FutureTask<>(boot);
        Thread thread = Thread.ofVirtual().name("boot-test").start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Error error -> throw error;
                case Exception known -> throw known;
                case null, default -> throw e;
            }
        }
    }

    private PcapngFile pcap() throws IOException {
        Files.createDirectories(folder);
        return new PcapngFile(capture(),
                folder.getFileName() + ", seed " + seed + (overrides.isEmpty() ? "" : ", -P " + String.join(" -P ", overrides)), clock);
    }

    /** The boot's own thread, once it was begun. For other threads, too. */
    Optional<Thread> thread() {
        return Optional.ofNullable(thread);
    }

    /** The other threads that take part in the boot's time, when that is virtual. For other threads, too. */
    List<Thread> others() {
        return clock instanceof VirtualClock virtual ? virtual.threadsBut(thread) : List.of();
    }

    /** The name of what is booted, once it is assembled. For other threads, too. */
    Optional<String> firmware() {
        return Optional.ofNullable(assembly).map(Assembly::name);
    }

    /** Where the frames of the boot are written. */
    Path capture() {
        return folder.resolve("boot.pcapng");
    }

    /** Writes the boot's report beside its frames, as {@code strapwork boot --report} does. Empty for one that has not come to an outcome. */
    Optional<Path> report() throws IOException {
        BootOutcome done = outcome;
        BootRecording noted = recording;
        if (done == null || noted == null) {
            return Optional.empty();
        }
        Path file = folder.resolve("report.html");
        ReportPage.write(noted.report(assembly(), done), file);
        return Optional.of(file);
    }

    int frames() {
        return frames;
    }

    /** What the boot came to. */
    public BootOutcome outcome() {
        return told(outcome, "the boot has not run");
    }

    /** A copy of all RAM at the last jump. @throws IllegalStateException when there was none */
    public GuestMemory memory() {
        return told(memory, "the machine was not entered");
    }

    /** As {@link #memory}, for a test's parameter: it can be had before the boot, and read after it. */
    GuestMemory laterMemory() {
        return new GuestMemory() {
            @Override
            public List<GuestRange> ranges() {
                return memory().ranges();
            }

            @Override
            public MemorySegment at(GuestRange range) {
                return memory().at(range);
            }
        };
    }

    /** Registers at the last jump. @throws IllegalStateException when there was none */
    public CpuState cpu() {
        return told(cpu, "the machine was not entered");
    }

    private static <T> T told(@Nullable T value, String otherwise) {
        if (value == null) {
            throw new IllegalStateException(otherwise);
        }
        return value;
    }

    /** Takes the snapshot while the machine is there. */
    private final class Entered implements BootListener {
        @Override
        public void entered(EnteredMachine machine) {
            cpu = machine.cpu();
            memory = new MemorySnapshot(machine.memory());
        }
    }
}
