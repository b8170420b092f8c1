package io.strapwork.trust.x509;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A PE file as its signature sees it (Windows Authenticode Portable Executable Signature Format, "Calculating the PE Image Hash").
 *
 * @param end        of what the digest covers, where the certificate table begins or the file ends; the sections lie within, without gaps, so all of it is covered but the checksum and the table's
 *                   place
 * @param covered    the pieces that are digested
 * @param signatures PKCS #7, each
 */
record PeImage(long end, List<MemorySegment> covered, List<byte[]> signatures) {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int DOS_BYTES = 0x40;
    private static final int AT_HEADER = 0x3c;
    private static final int PE = 0x00004550;
    private static final int PE32 = 0x10b;
    private static final int PE32_PLUS = 0x20b;
    /** Of the COFF header, with its signature. */
    private static final int COFF_BYTES = 24;
    private static final int AT_SECTION_COUNT = 6;
    private static final int AT_OPTIONAL_BYTES = 20;
    /** In the optional header. */
    private static final int AT_HEADERS_BYTES = 60;
    private static final int AT_CHECKSUM = 64;
    private static final int CERTIFICATE_TABLE = 4;
    private static final int MOST_DIRECTORIES = 16;
    private static final int SECTION_BYTES = 40;
    private static final int AT_RAW_BYTES = 16;
    private static final int AT_RAW = 20;
    private static final int REVISION_2 = 0x0200;
    private static final int PKCS_SIGNED_DATA = 2;
    private static final int MOST_SIGNATURES = 16;
    private static final int LONGEST_SIGNATURE = 1 << 20;
    private static final int MOST_SECTIONS = 96;

    private record Range(long begin, long end) {}

    /** Empty when it is no PE file at all. @throws MalformedException for one that is broken, or not covered */
    static Optional<PeImage> parse(MemorySegment file) throws MalformedException {
        if (file.byteSize() < DOS_BYTES || file.get(U16, 0) != 0x5a4d) {
            return Optional.empty();
        }
        long header = u32(file, AT_HEADER);
        if (header + COFF_BYTES > file.byteSize() || file.get(U32, header) != PE) {
            return Optional.empty();
        }
        if (header < DOS_BYTES) {
            throw new MalformedException("the PE file's header lies in that of DOS");
        }
        long optional = header + COFF_BYTES;
        int optionalBytes = u16(file, header + AT_OPTIONAL_BYTES);
        if (optional + optionalBytes > file.byteSize() || optionalBytes < AT_CHECKSUM + 4) {
            throw new MalformedException("the PE file ends within its headers");
        }
        int magic = u16(file, optional);
        if (magic != PE32 && magic != PE32_PLUS) {
            throw new MalformedException("the PE file's optional header is of type 0x" + Integer.toHexString(magic));
        }
        int atDirectories = magic == PE32 ? 96 : 112;
        int entry = atDirectories + CERTIFICATE_TABLE * 8;
        long directories = optionalBytes < entry + 8 ? 0 : u32(file, optional + atDirectories - 4);
        if (directories <= CERTIFICATE_TABLE) {
            throw new MalformedException("the PE file has no place for a certificate table");
        }
        if (directories > MOST_DIRECTORIES || atDirectories + directories * 8 > optionalBytes) {
            throw new MalformedException("the PE file says that it has " + directories + " data directories");
        }
        long table = u32(file, optional + entry);
        long tableBytes = u32(file, optional + entry + 4);
        long end = table == 0 && tableBytes == 0 ? file.byteSize() : table;
        long sectionsAt = optional + optionalBytes;
        long headers = u32(file, optional + AT_HEADERS_BYTES);
        int count = u16(file, header + AT_SECTION_COUNT);
        if (end > file.byteSize() || tableBytes != file.byteSize() - end || headers > end
                || sectionsAt + (long) count * SECTION_BYTES > headers || count > MOST_SECTIONS) {
            throw new MalformedException("the PE file's headers contradict its size");
        }
        contiguous(ranges(file, sectionsAt, count), headers, end);
        List<MemorySegment> covered = List.of(file.asSlice(0, optional + AT_CHECKSUM),
                file.asSlice(optional + AT_CHECKSUM + 4, entry - AT_CHECKSUM - 4),
                file.asSlice(optional + entry + 8, end - (optional + entry + 8)));
        return Optional.of(new PeImage(end, covered, signatures(file.asSlice(end))));
    }

    private static List<Range> ranges(MemorySegment file, long at, int count) {
        var ranges = new ArrayList<Range>();
        for (int i = 0; i < count; i++) {
            long begin = u32(file, at + (long) i * SECTION_BYTES + AT_RAW);
            long bytes = u32(file, at + (long) i * SECTION_BYTES + AT_RAW_BYTES);
            if (bytes > 0) {
                ranges.add(new Range(begin, begin + bytes));
            }
        }
        ranges.sort(java.util.Comparator.comparingLong(Range::begin));
        return ranges;
    }

    /** What lies between sections is digested by nobody, but read by who reads the file as something else, such as a bzImage. */
    private static void contiguous(List<Range> sections, long headers, long end) throws MalformedException {
        long at = headers;
        for (Range section : sections) {
            if (section.begin() > at) {
                throw new MalformedException(
                        "bytes " + at + " to " + section.begin() + " of the PE file are in no section, so no signature covers them");
            }
            if (section.begin() < at) {
                throw new MalformedException("sections of the PE file overlap at byte " + section.begin());
            }
            at = section.end();
        }
        if (at > end) {
            throw new MalformedException("a section of the PE file ends at byte " + at + ", behind what a signature can cover");
        }
    }

    private static List<byte[]> signatures(MemorySegment table) throws MalformedException {
        var signatures = new ArrayList<byte[]>();
        long at = 0;
        while (table.byteSize() - at >= 8) {
            long bytes = u32(table, at);
            if (bytes < 8 || bytes > table.byteSize() - at || bytes > LONGEST_SIGNATURE || signatures.size() == MOST_SIGNATURES) {
                throw new MalformedException("the PE file's certificate table is broken");
            }
            if (u16(table, at + 4) == REVISION_2 && u16(table, at + 6) == PKCS_SIGNED_DATA) {
                signatures.add(table.asSlice(at + 8, bytes - 8).toArray(ValueLayout.JAVA_BYTE));
            }
            at = Math.min(table.byteSize(), Math.ceilDiv(at + bytes, 8) * 8);
        }
        if (at != table.byteSize()) {
            throw new MalformedException("the PE file's certificate table is broken");
        }
        return signatures;
    }

    private static int u16(MemorySegment file, long at) {
        return Short.toUnsignedInt(file.get(U16, at));
    }

    private static long u32(MemorySegment file, long at) {
        return Integer.toUnsignedLong(file.get(U32, at));
    }
}
