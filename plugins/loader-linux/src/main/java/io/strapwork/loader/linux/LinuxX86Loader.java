package io.strapwork.loader.linux;

import io.strapwork.api.load.EarlyLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.LoaderPlugin;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.BootFacts;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.loader.linux.LinuxX86Options.Unpack;
import io.strapwork.loader.linux.Payload.DoubtException;
import jakarta.inject.Inject;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads a bzImage for its 64-bit entry, {@code vmlinuz} in Debian. The kernel that is packed in it goes to where it wants to be, or, when that is taken and it can be moved, to the lowest place
 * from there on, and is entered as what unpacks it would (Linux: arch/x86/kernel/head_64.S). Where there is any doubt about what is packed, the protected-mode code goes there
 * instead, and unpacks itself.
 */
@LoaderPlugin(id = "linux-x86", magics = "514:48647253", architectures = "x86_64", remarks = "a bzImage is unpacked by Strapwork: no KASLR, no 5-level paging; load.unpack = \"never\" leaves it to the kernel")
public final class LinuxX86Loader implements EarlyLoader {
    private static final Logger log = LoggerFactory.getLogger(LinuxX86Loader.class);
    private static final String NO_ROOM = "SW-I327";
    /** {@code startup_64}, fixed by the boot protocol. */
    private static final long ENTRY = 0x200;
    private static final long HUGE_PAGE = 2 << 20;
    /** What 4-level paging reaches: 64 TiB. */
    private static final long FOUR_LEVELS = 1L << 46;

    private final LinuxX86Options options;
    private final BootFacts facts;
    private volatile Optional<Early> early = Optional.empty();

    /** Of a payload: what it unpacks to, or why not. */
    private record Early(MemorySegment payload, Optional<MemorySegment> unpacked, String doubt) {}

    @Inject
    public LinuxX86Loader(LinuxX86Options options, BootFacts facts) {
        this.options = options;
        this.facts = facts;
    }

    @Override
    public void begin(VerifiedPart kernel, MemoryLayout layout) {
        try {
            LinuxX86View view = LinuxX86View.parse(kernel.content(), kernel.fetched().uri().toString());
            if (options.unpack() == Unpack.AUTO && view.payload().isPresent()) {
                early = Optional.of(unpacked(view.payload().get(), Math.min(view.memoryBytes(), layout.ramBytes())));
            }
        } catch (RuntimeException e) {
            log.debug("nothing unpacked early", e);
        }
    }

    @Override
    public LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout) {
        VerifiedPart kernel = image.part("kernel").orElseThrow(() -> LinuxS390xView
                .problem("SW-I321", "fetch.kernel", "no kernel was fetched", "set fetch.kernel in the profile to the kernel's URI")
                .asException());
        String where = kernel.fetched().uri().toString();
        if (machine != Architecture.X86_64) {
            throw LinuxS390xView.problem("SW-I326", where, "the file is a Linux image for x86, but the machine is " + machine.id(),
                    "use a kernel for " + machine.id() + ", or set machine.architecture to \"x86_64\"").asException();
        }
        LinuxX86View view = LinuxX86View.parse(kernel.content(), where);
        GuestAddress at = place(view, layout, where);
        if (options.unpack() == Unpack.AUTO) {
            try {
                return unpacked(view, at, layout);
            } catch (DoubtException e) {
                log.debug("{} is not unpacked: {}", where, e.why());
                facts.tell("unpacked", "no: " + e.why());
            }
        }
        return plan(List.of(new Segment("kernel.0", at, view.loadable(), view.memoryBytes())), at.plus(ENTRY));
    }

    private static LoadPlan plan(List<Segment> segments, GuestAddress entry) {
        return new LoadPlan("linux-x86", Architecture.X86_64, ByteOrder.LITTLE_ENDIAN, segments, entry);
    }

    private LoadPlan unpacked(LinuxX86View view, GuestAddress at, MemoryLayout layout) throws DoubtException {
        MemorySegment payload = view.payload()
                .orElseThrow(() -> new DoubtException("its header names no payload that is known to start by itself"));
        if ((at.value() - view.preferred()) % HUGE_PAGE != 0 || view.preferred() % HUGE_PAGE != 0) {
            throw new DoubtException("it goes to " + at + ", which is no multiple of 2 MiB");
        }
        if (layout.ram().stream().anyMatch(ram -> ram.end().value() > FOUR_LEVELS)) {
            throw new DoubtException("the machine has memory that only 5-level paging reaches");
        }
        Early done = early.filter(known -> known.payload().equals(payload))
                .orElseGet(() -> unpacked(payload, Math.min(view.memoryBytes(), layout.ramBytes())));
        MemorySegment file = done.unpacked().orElseThrow(() -> new DoubtException(done.doubt()));
        Vmlinux vmlinux = Vmlinux.parse(file, GuestRange.of(view.preferred(), view.memoryBytes()));
        facts.tell("unpacked", file.byteSize() + " bytes; no KASLR, no 5-level paging");
        return plan(vmlinux.segments(new GuestRange(at, view.memoryBytes())), vmlinux.entry(at));
    }

    private static Early unpacked(MemorySegment payload, long limit) {
        try {
            return new Early(payload, Optional.of(Payload.unpacked(payload, limit)), "");
        } catch (DoubtException e) {
            return new Early(payload, Optional.empty(), e.why());
        }
    }

    private static GuestAddress place(LinuxX86View view, MemoryLayout layout, String where) {
        var wanted = GuestRange.of(view.preferred(), view.memoryBytes());
        if (layout.free().stream().anyMatch(free -> free.contains(wanted))) {
            return wanted.start();
        }
        if (view.alignment() == 0) {
            throw LinuxS390xView.problem(NO_ROOM, where, "the kernel goes to " + wanted + ", where there is no free memory",
                    "this kernel can't be moved; give the machine more memory (machine.memory)").asException();
        }
        return GuestRange.findSpace(layout.free(), view.memoryBytes(), view.alignment(), wanted.start())
                .filter(at -> at.plus(view.memoryBytes()).value() <= 1L << 32)
                .orElseThrow(() -> LinuxS390xView.problem(NO_ROOM, where,
                        "there is no room for the kernel: it needs " + view.memoryBytes() + " contiguous bytes below 4 GiB",
                        "give the machine more memory (machine.memory)").asException());
    }
}
