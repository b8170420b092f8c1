package io.strapwork.loader.compressed;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.load.EarlyLoader;
import io.strapwork.api.load.FileKind;
import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.LoaderPlugin;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.BootFacts;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.loader.unpacking.Unpacking;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Unpacks kernels as they are named {@code Image.gz}, {@code .xz}, {@code .zst}, {@code .lz4}, {@code .bz2}, {@code .lzma} and {@code .lzo}. Trust was decided before, on the file as it was
 * fetched. No more is unpacked than the machine has memory, nor more than a gibibyte.
 */
@LoaderPlugin(id = "compressed", magics = {"0:1f8b08", "0:fd377a585a00", "0:28b52ffd", "0:04224d18", "0:02214c18",
    "0:425a68", "0:5d0000", "0:894c5a4f000d0a1a0a"}, architectures = {
        "s390x", "ppc64", "x86_64"}, formats = {"elf", "elf32", "elf-pvh", "linux-s390x", "linux-x86"})
public final class CompressedLoader implements EarlyLoader {
    private static final long MOST = 1L << 30;
    private static final String KERNEL = "kernel";

    private final ImageLoader elf;
    private final ImageLoader s390x;
    private final ImageLoader x86;
    private final BootFacts facts;
    private volatile Optional<Early> early = Optional.empty();

    private record Early(MemorySegment packed, MemorySegment unpacked) {}

    @Inject
    public CompressedLoader(@Named("elf") ImageLoader elf, @Named("linux-s390x") ImageLoader s390x, @Named("linux-x86") ImageLoader x86,
            BootFacts facts) {
        this.elf = elf;
        this.s390x = s390x;
        this.x86 = x86;
        this.facts = facts;
    }

    @Override
    public void begin(VerifiedPart kernel, MemoryLayout layout) {
        try {
            MemorySegment packed = kernel.content();
            early = Optional.of(new Early(packed, unpacked(packed, limit(layout), kernel.fetched().uri().toString())));
        } catch (StrapworkException _) {
            // plan will tell
        }
    }

    private static long limit(MemoryLayout layout) {
        return Math.min(MOST, layout.ramBytes());
    }

    @Override
    public LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout) {
        VerifiedPart kernel = image.part(KERNEL).orElseThrow(() -> new Problem("SW-I401", Blame.USER, "fetch.kernel",
                "no kernel was fetched", "set fetch.kernel in the profile to the kernel's URI").asException());
        String where = kernel.fetched().uri().toString();
        MemorySegment unpacked = early.filter(known -> known.packed().equals(kernel.content())).map(Early::unpacked)
                .orElseGet(() -> unpacked(kernel.content(), limit(layout), where));
        facts.tell("unpacked-bytes", Long.toString(unpacked.byteSize()));
        return inner(unpacked, machine, where).plan(with(image, kernel, unpacked), machine, layout);
    }

    private static MemorySegment unpacked(MemorySegment packed, long limit, String where) {
        try {
            return Unpacking.of(packed, limit);
        } catch (Unpacking.TooMuchException e) {
            throw new Problem("SW-I402", Blame.PEER, where, "the compressed kernel unpacks to more than " + limit + " bytes",
                    "check that the file is a kernel; if so, give the machine more memory").asException();
        } catch (IOException | RuntimeException e) {
            throw new Problem("SW-I403", Blame.PEER, where, "the compressed kernel can't be unpacked: " + reason(e),
                    "the file is damaged or truncated; download it to the server again").asException();
        }
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    /** By its first bytes, as the loaders tell theirs. */
    private ImageLoader inner(MemorySegment kernel, Architecture machine, String where) {
        if (says(kernel, 0, "\u007fELF")) {
            return elf;
        }
        if (machine == Architecture.X86_64 && says(kernel, 514, "HdrS")) {
            return x86;
        }
        if (machine == Architecture.S390X && says(kernel, 65544, "S390EP")) {
            return s390x;
        }
        String kind = FileKind.of(kernel).map(FileKind::name).orElse("of a format that no loader here reads");
        throw new Problem("SW-I404", Blame.USER, where, "what the compressed kernel unpacks to is " + kind,
                FileKind.of(kernel).map(FileKind::advice).orElse("use a kernel for " + machine.id())).asException();
    }

    private static boolean says(MemorySegment content, long at, String text) {
        MemorySegment wanted = MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1));
        return content.byteSize() >= at + wanted.byteSize() && content.asSlice(at, wanted.byteSize()).mismatch(wanted) < 0;
    }

    /** The digest stays that of the file, which is what somebody has checked. */
    private static VerifiedImage with(VerifiedImage image, VerifiedPart kernel, MemorySegment unpacked) {
        FetchedPart file = kernel.fetched();
        var inside = new VerifiedPart(new FetchedPart(file.name(), file.uri(), unpacked, file.sha256(), file.took()), kernel.verifiedBy());
        var parts = new ArrayList<VerifiedPart>();
        image.parts().forEach(part -> parts.add(part.equals(kernel) ? inside : part));
        return new VerifiedImage(parts);
    }
}
