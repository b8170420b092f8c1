package io.strapwork.loader.compressed;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.load.FileKind;
import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.LoaderPlugin;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.BootFacts;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;

/**
 * Unpacks kernels as they are named {@code Image.gz}, {@code .xz}, {@code .zst}, {@code .lz4} and {@code .bz2}. Trust was decided before, on the file as it was
 * fetched. No more is unpacked than the machine has memory, nor more than a gibibyte.
 */
@LoaderPlugin(id = "compressed", magics = {"0:1f8b08", "0:fd377a585a00", "0:28b52ffd", "0:04224d18", "0:02214c18",
    "0:425a68"}, architectures = {
        "s390x", "ppc64", "x86_64"}, formats = {"elf", "elf32", "elf-pvh", "linux-s390x", "linux-x86"})
public final class CompressedLoader implements ImageLoader {
    private static final long MOST = 1L << 30;
    private static final String KERNEL = "kernel";

    private final ImageLoader elf;
    private final ImageLoader s390x;
    private final ImageLoader x86;
    private final BootFacts facts;

    @Inject
    public CompressedLoader(@Named("elf") ImageLoader elf, @Named("linux-s390x") ImageLoader s390x, @Named("linux-x86") ImageLoader x86,
            BootFacts facts) {
        this.elf = elf;
        this.s390x = s390x;
        this.x86 = x86;
        this.facts = facts;
    }

    @Override
    public LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout) {
        VerifiedPart kernel = image.part(KERNEL).orElseThrow(() -> new Problem("SW-I401", Blame.USER, "fetch.kernel",
                "nothing was fetched as kernel", "name the kernel's URI as fetch.kernel in the profile").asException());
        String where = kernel.fetched().uri().toString();
        MemorySegment unpacked = unpacked(kernel.content(), Math.min(MOST, layout.ramBytes()), where);
        facts.tell("unpacked-bytes", Long.toString(unpacked.byteSize()));
        return inner(unpacked, machine, where).plan(with(image, kernel, unpacked), machine, layout);
    }

    private static MemorySegment unpacked(MemorySegment packed, long limit, String where) {
        try {
            return Unpacking.of(packed, limit);
        } catch (Unpacking.TooMuchException e) {
            throw new Problem("SW-I402", Blame.PEER, where, "the compressed kernel unpacks to more than " + limit + " bytes",
                    "is it a kernel? give the machine more memory if it is").asException();
        } catch (IOException | RuntimeException e) {
            throw new Problem("SW-I403", Blame.PEER, where, "the compressed kernel can't be unpacked: " + reason(e),
                    "the file is damaged or cut off; fetch it again on the server").asException();
        }
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    /** By its first bytes, as the loaders tell theirs. */
    private ImageLoader inner(MemorySegment kernel, Architecture machine, String where) {
        if (Bytes.at(kernel, 0, "\u007fELF")) {
            return elf;
        }
        if (machine == Architecture.X86_64 && Bytes.at(kernel, 514, "HdrS")) {
            return x86;
        }
        if (machine == Architecture.S390X && Bytes.at(kernel, 65544, "S390EP")) {
            return s390x;
        }
        String kind = FileKind.of(kernel).map(FileKind::name).orElse("of a format that no loader here reads");
        throw new Problem("SW-I404", Blame.USER, where, "what the compressed kernel unpacks to is " + kind,
                FileKind.of(kernel).map(FileKind::advice).orElse("give a kernel for " + machine.id())).asException();
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
