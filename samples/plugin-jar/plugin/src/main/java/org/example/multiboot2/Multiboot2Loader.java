package org.example.multiboot2;

import com.google.common.collect.Range;
import com.google.common.collect.TreeRangeSet;
import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.LoaderPlugin;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.trust.VerifiedImage;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads Multiboot2 kernels for i386 by their address tag, or as ELF files, and moves those that say that they may be moved. What it can't do and the kernel can't do without is told: other architectures, EFI
 * boot services, screens. The header may stand anywhere in the first 32 KiB, so that no magic number at one place can tell the format.
 */
@LoaderPlugin(id = "multiboot2", magics = {}, architectures = "x86_64")
public final class Multiboot2Loader implements ImageLoader {
    private static final Logger LOG = LoggerFactory.getLogger(Multiboot2Loader.class);
    private static final int BY_I386 = 3;

    private record Image(List<Piece> pieces, long entry) {}

    @Override
    public LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout) {
        MemorySegment file = image.part("kernel").orElseThrow(() -> Refusals.refused(0, "SW-I910", "no kernel was fetched", ""))
                .content();
        Multiboot2Header header = Multiboot2Header.find(file);
        LOG.debug("{}", header);
        checkDemands(header);
        Image wanted = image(file, header);
        checkApart(wanted.pieces());
        long by = displacement(header, wanted.pieces(), layout);
        var segments = new ArrayList<Segment>();
        for (Piece piece : wanted.pieces()) {
            segments.add(
                    new Segment("kernel." + segments.size(), GuestAddress.of(piece.address() + by), piece.source(), piece.memoryBytes()));
        }
        if (wanted.pieces().stream().noneMatch(piece -> wanted.entry() >= piece.address() && wanted.entry() < piece.end())) {
            throw Refusals.refused(header.at(), "SW-I925",
                    "the entry 0x" + Long.toHexString(wanted.entry()) + " is in nothing that is loaded", Refusals.DAMAGED);
        }
        return new LoadPlan("multiboot2", machine, ByteOrder.LITTLE_ENDIAN, segments, GuestAddress.of(wanted.entry() + by));
    }

    private static void checkDemands(Multiboot2Header header) {
        var refusals = new Refusals();
        if (header.architecture() != Multiboot2Header.I386) {
            refusals.at(header.at() + 4, "SW-I915", "the kernel is for architecture " + header.architecture()
                    + (header.architecture() == Multiboot2Header.MIPS32 ? " (MIPS)" : "") + ", only 0 (i386) can be entered",
                    "build the kernel for i386 or x86-64");
        }
        for (HeaderTag tag : header.tags()) {
            if (!tag.optional()) {
                switch (tag) {
                    case HeaderTag.KeepsFirmware _ ->
                        refusals.at(tag.at(), "SW-I916", "the kernel can't do without EFI boot services, there is no EFI here",
                                "mark the tag as optional");
                    case HeaderTag.Screen screen when screen.demanded() ->
                        refusals.at(tag.at(), "SW-I917", "the kernel can't do without a screen, the machine has none",
                                "mark the tag as optional");
                    case HeaderTag.Unknown unknown -> refusals.at(tag.at(), "SW-I918",
                            "the kernel needs what header tag " + unknown.type() + " asks for, nobody here knows it",
                            "mark the tag as optional");
                    case HeaderTag.Wants wants -> wants.types().stream().filter(type -> !BootInformation.CAN_TELL.contains(type))
                            .forEach(type -> refusals
                                    .at(tag.at(), "SW-I919",
                                            "the kernel needs boot information of type " + type + ", which this machine doesn't support",
                                            "mark the tag as optional"));
                    default -> {
                    }
                }
            }
        }
        refusals.throwIfAny();
    }

    private static Image image(MemorySegment file, Multiboot2Header header) {
        Optional<HeaderTag.EntryAt> entry = header.entry(BY_I386);
        Optional<HeaderTag.Addresses> addresses = header.first(HeaderTag.Addresses.class);
        if (addresses.isPresent()) {
            if (entry.isEmpty()) {
                throw Refusals.refused(addresses.get().at(), "SW-I924", "the kernel says where it goes, but not where it starts",
                        Refusals.DAMAGED);
            }
            return new Image(List.of(piece(file, header, addresses.get())), entry.get().address());
        }
        if (!ElfPieces.isElf(file)) {
            throw Refusals.refused(header.at(), "SW-I924", "the kernel is no ELF file and does not say where it goes", Refusals.DAMAGED);
        }
        ElfPieces elf = ElfPieces.parse(file);
        return new Image(elf.pieces(), entry.map(HeaderTag.EntryAt::address).orElse(elf.entry()));
    }

    /** The header stands at a known address; so does everything else (3.1.5). */
    private static Piece piece(MemorySegment file, Multiboot2Header header, HeaderTag.Addresses told) {
        long offset = header.at() - (told.header() - told.load());
        long loadBytes = told.loadEnd() == 0 ? file.byteSize() - offset : told.loadEnd() - told.load();
        long memoryBytes = told.bssEnd() == 0 ? loadBytes : told.bssEnd() - told.load();
        if (told.load() > told.header() || offset < 0 || loadBytes <= 0 || loadBytes > file.byteSize() - offset || memoryBytes < loadBytes
                || told.load() + memoryBytes > 1L << 32) {
            throw Refusals.refused(told.at(), "SW-I922",
                    "the address tag has " + loadBytes + " bytes from byte " + offset + " on go to 0x" + Long.toHexString(told.load())
                            + " and " + memoryBytes
                            + " of memory; the file has " + file.byteSize(),
                    Refusals.DAMAGED);
        }
        return new Piece(told.at(), told.load(), file.asSlice(offset, loadBytes), memoryBytes);
    }

    private static void checkApart(List<Piece> pieces) {
        var taken = TreeRangeSet.<Long>create();
        for (Piece piece : pieces) {
            var range = Range.closedOpen(piece.address(), piece.end());
            if (!taken.subRangeSet(range).isEmpty()) {
                throw Refusals.refused(piece.at(), "SW-I926", "segments overlap at 0x" + Long.toHexString(piece.address()),
                        Refusals.DAMAGED);
            }
            taken.add(range);
        }
    }

    /** What is added to all addresses: nothing where the kernel's own place is free, else what its relocatable tag allows. */
    private static long displacement(Multiboot2Header header, List<Piece> pieces, MemoryLayout layout) {
        List<GuestRange> free = layout.free();
        boolean fits = pieces.stream()
                .allMatch(piece -> free.stream().anyMatch(one -> one.contains(GuestRange.of(piece.address(), piece.memoryBytes()))));
        Optional<HeaderTag.Movable> movable = header.first(HeaderTag.Movable.class);
        if (fits) {
            return 0;
        }
        long lowest = pieces.stream().mapToLong(Piece::address).min().orElse(0);
        long bytes = pieces.stream().mapToLong(Piece::end).max().orElse(0) - lowest;
        if (movable.isPresent()) {
            HeaderTag.Movable allowed = movable.get();
            if (Long.bitCount(allowed.alignment()) != 1 || allowed.from() > allowed.to()) {
                throw Refusals.refused(allowed.at(), "SW-I913",
                        "the kernel may be moved to multiples of " + allowed.alignment() + " from 0x"
                                + Long.toHexString(allowed.from()) + " to 0x" + Long.toHexString(allowed.to()),
                        Refusals.DAMAGED);
            }
            Optional<Long> place = place(allowed, bytes, free);
            if (place.isPresent()) {
                return place.get() - lowest;
            }
        }
        throw Refusals.refused(header.at(), "SW-I927", "there is no room for the kernel: it needs " + bytes + " bytes"
                + (movable.isPresent() ? "" : " at 0x" + Long.toHexString(lowest)) + "; free: " + free,
                "give the machine more memory (machine.memory)");
    }

    private static Optional<Long> place(HeaderTag.Movable allowed, long bytes, List<GuestRange> free) {
        List<Long> places = free.stream().sorted(Comparator.comparing(GuestRange::start)).flatMap(one -> {
            long first = Math.max(one.start().value(), allowed.from()) + allowed.alignment() - 1 & -allowed.alignment();
            long last = Math.min(one.end().value(), allowed.to() + 1) - bytes & -allowed.alignment();
            return last >= first && last >= 0 ? java.util.stream.Stream.of(first, last) : java.util.stream.Stream.<Long>empty();
        }).toList();
        return places.isEmpty() ? Optional.empty() : Optional.of(allowed.preference() == 2 ? places.getLast() : places.getFirst());
    }
}
