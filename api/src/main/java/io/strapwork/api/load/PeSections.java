package io.strapwork.api.load;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The section table of a PE file (Microsoft's PE Format). Only what the table says: whether the file has the bytes is another question.
 *
 * @param machine  {@code IMAGE_FILE_MACHINE_…}
 * @param sections in the table's order
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PeSections(int machine, List<Section> sections) {
    /** {@code e_lfanew}. */
    private static final int AT_HEADER = 0x3c;
    private static final int DOS_BYTES = 0x40;
    private static final int SIGNATURE = 0x00004550;
    /** Behind the signature. */
    private static final int AT_MACHINE = 4;
    private static final int AT_SECTION_COUNT = 6;
    private static final int AT_OPTIONAL_BYTES = 20;
    private static final int HEADER_BYTES = 24;

    private static final int SECTION_BYTES = 40;
    private static final int NAME_BYTES = 8;
    private static final int AT_VIRTUAL_BYTES = 8;
    private static final int AT_RAW_BYTES = 16;
    private static final int AT_RAW = 20;

    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    public PeSections {
        sections = List.copyOf(sections);
    }

    /**
     * One line of the table.
     *
     * @param offset in the file, at most 4 GiB
     * @param bytes  of content, without the padding to the next multiple of the file's alignment; 0 when it has none in the file
     */
    public record Section(String name, long offset, long bytes) {
        /** The first byte behind it. */
        public long end() {
            return offset + bytes;
        }
    }

    /** Whether it begins as PE files do, and others. */
    public static boolean isDosProgram(MemorySegment head) {
        return head.byteSize() >= 2 && head.get(ValueLayout.JAVA_BYTE, 0) == 'M' && head.get(ValueLayout.JAVA_BYTE, 1) == 'Z';
    }

    /** How many bytes from the file's begin on tell where its section table ends; empty when it has none. */
    public static Optional<Long> headerBytes(MemorySegment head) {
        return isDosProgram(head) && head.byteSize() >= DOS_BYTES ? Optional.of(header(head) + HEADER_BYTES) : Optional.empty();
    }

    /** How many bytes hold the section table; empty when the file has none. @param head at least {@link #headerBytes} */
    public static Optional<Long> tableBytes(MemorySegment head) {
        Optional<Long> header = headerBytes(head).filter(bytes -> bytes <= head.byteSize())
                .filter(_ -> head.get(U32, header(head)) == SIGNATURE);
        return header.map(end -> end + u16(head, header(head) + AT_OPTIONAL_BYTES)
                + (long) SECTION_BYTES * u16(head, header(head) + AT_SECTION_COUNT));
    }

    /** Empty when it is no PE file or ends within its section table. @param head at least {@link #tableBytes} */
    public static Optional<PeSections> parse(MemorySegment head) {
        Optional<Long> end = tableBytes(head).filter(bytes -> bytes <= head.byteSize());
        if (end.isEmpty()) {
            return Optional.empty();
        }
        int count = u16(head, header(head) + AT_SECTION_COUNT);
        var sections = new ArrayList<Section>(count);
        for (long at = end.get() - (long) count * SECTION_BYTES; at < end.get(); at += SECTION_BYTES) {
            long raw = u32(head, at + AT_RAW_BYTES);
            long virtual = u32(head, at + AT_VIRTUAL_BYTES);
            sections.add(new Section(name(head, at), u32(head, at + AT_RAW), virtual == 0 ? raw : Math.min(raw, virtual)));
        }
        return Optional.of(new PeSections(u16(head, header(head) + AT_MACHINE), sections));
    }

    private static String name(MemorySegment head, long at) {
        String name = new String(head.asSlice(at, NAME_BYTES).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
        int end = name.indexOf('\0');
        return end < 0 ? name : name.substring(0, end);
    }

    private static long header(MemorySegment head) {
        return u32(head, AT_HEADER);
    }

    private static int u16(MemorySegment head, long at) {
        return Short.toUnsignedInt(head.get(U16, at));
    }

    private static long u32(MemorySegment head, long at) {
        return Integer.toUnsignedLong(head.get(U32, at));
    }
}
