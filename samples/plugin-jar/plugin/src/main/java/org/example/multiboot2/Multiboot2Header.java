package org.example.multiboot2;

import com.google.common.base.Objects;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Multiboot2 header (3.1): 8-byte aligned, wholly within the first 32,768 bytes, little-endian.
 *
 * @param at   where it stands in the file
 * @param tags in order, without the end tag
 */
record Multiboot2Header(long at, int architecture, long bytes, List<HeaderTag> tags) {
    static final int I386 = 0;
    static final int MIPS32 = 4;
    private static final int MAGIC = 0xe85250d6;
    private static final long SEARCHED = 32_768;
    private static final int FIXED_BYTES = 16;
    private static final int MOST_TAGS = 256;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The first header whose checksum is right. @throws io.strapwork.api.plugin.StrapworkException when there is none, or it is damaged */
    static Multiboot2Header find(MemorySegment file) {
        long end = Math.min(file.byteSize(), SEARCHED) - FIXED_BYTES;
        Optional<Long> broken = Optional.empty();
        for (long at = 0; at <= end; at += 8) {
            if (file.get(U32, at) == MAGIC) {
                if (file.get(U32, at) + file.get(U32, at + 4) + file.get(U32, at + 8) + file.get(U32, at + 12) == 0) {
                    return parse(file, at);
                }
                broken = Optional.of(broken.orElse(at));
            }
        }
        if (broken.isPresent()) {
            throw Refusals.refused(broken.get(), "SW-I911", "the checksum of the Multiboot2 header is wrong", Refusals.DAMAGED);
        }
        throw Refusals.refused(0, "SW-I910", "there is no Multiboot2 header in the first " + SEARCHED + " bytes",
                "boot a Multiboot2 kernel, or choose another loader");
    }

    private static Multiboot2Header parse(MemorySegment file, long at) {
        int architecture = file.get(U32, at + 4);
        long bytes = u32(file, at + 8);
        if (bytes < FIXED_BYTES || at + bytes > Math.min(file.byteSize(), SEARCHED)) {
            throw Refusals.refused(at + 8, "SW-I912",
                    "the Multiboot2 header has " + bytes + " bytes, it must end within the first " + SEARCHED + " of the file",
                    Refusals.DAMAGED);
        }
        var tags = new ArrayList<HeaderTag>();
        long next = at + FIXED_BYTES;
        long end = at + bytes;
        while (next + 8 <= end && tags.size() < MOST_TAGS) {
            int type = u16(file, next);
            boolean optional = (u16(file, next + 2) & 1) != 0;
            long size = u32(file, next + 4);
            if (size < 8 || next + size > end) {
                throw Refusals.refused(next + 4, "SW-I913",
                        "a header tag of type " + type + " has " + size + " bytes, " + (end - next) + " are left", Refusals.DAMAGED);
            }
            if (type == 0) {
                return new Multiboot2Header(at, architecture, bytes, List.copyOf(tags));
            }
            tags.add(tag(file.asSlice(next, size), next, type, optional));
            next += size + 7 & -8;
        }
        throw Refusals.refused(at, "SW-I914", "the tags of the Multiboot2 header don't end", Refusals.DAMAGED);
    }

    private static HeaderTag tag(MemorySegment tag, long at, int type, boolean optional) {
        int needed = switch (type) {
            case 2, 10 -> 24;
            case 5 -> 20;
            case 3, 4, 8, 9 -> 12;
            default -> 8;
        };
        if (tag.byteSize() < needed || type == 1 && tag.byteSize() % 4 != 0) {
            throw Refusals.refused(at + 4, "SW-I913",
                    "a header tag of type " + type + " has " + tag.byteSize() + " bytes, but it needs " + needed, Refusals.DAMAGED);
        }
        return switch (type) {
            case 1 -> {
                var types = new ArrayList<Long>();
                for (long from = 8; from < tag.byteSize(); from += 4) {
                    types.add(u32(tag, from));
                }
                yield new HeaderTag.Wants(at, optional, List.copyOf(types));
            }
            case 2 -> new HeaderTag.Addresses(at, optional, u32(tag, 8), u32(tag, 12), u32(tag, 16), u32(tag, 20));
            case 3, 8, 9 -> new HeaderTag.EntryAt(at, optional, type, u32(tag, 8));
            case 4 -> new HeaderTag.Screen(at, optional, (u32(tag, 8) & 1) != 0);
            case 5 -> new HeaderTag.Screen(at, optional, true);
            case 6 -> new HeaderTag.PagedModules(at, optional);
            case 7 -> new HeaderTag.KeepsFirmware(at, optional);
            case 10 -> new HeaderTag.Movable(at, optional, u32(tag, 8), u32(tag, 12), u32(tag, 16), u32(tag, 20));
            default -> new HeaderTag.Unknown(at, optional, type);
        };
    }

    <T extends HeaderTag> Optional<T> first(Class<T> type) {
        return tags.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** The start address for this way in. */
    Optional<HeaderTag.EntryAt> entry(int by) {
        return tags.stream().filter(tag -> tag instanceof HeaderTag.EntryAt entry && entry.by() == by).map(HeaderTag.EntryAt.class::cast)
                .findFirst();
    }

    static long u32(MemorySegment from, long at) {
        return Integer.toUnsignedLong(from.get(U32, at));
    }

    static int u16(MemorySegment from, long at) {
        return Short.toUnsignedInt(from.get(U16, at));
    }

    /** By a method that Guava had until version 20: with the host's Guava this would be a NoSuchMethodError. */
    @Override
    @SuppressWarnings("deprecation")
    public String toString() {
        return Objects.toStringHelper(this).add("at", at).add("architecture", architecture).add("bytes", bytes).add("tags", tags.size())
                .toString();
    }
}
