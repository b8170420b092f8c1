package io.strapwork.files.iso;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.plugin.Printable;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.VolumeReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The volume descriptors (ECMA-119, 8), from sector 16 on.
 *
 * @param blockBytes of a logical block, in which everything counts
 * @param bytes      of the volume, as it says
 * @param root       the primary root folder's record
 * @param joliet     that of the tree with Unicode names
 * @param catalog    the sector of El Torito's boot catalog
 */
record Descriptors(int blockBytes, long bytes, DirectoryRecord root, Optional<DirectoryRecord> joliet, OptionalLong catalog,
        Optional<String> uuid, Optional<String> label) {
    static final int SECTOR = 2048;
    private static final int FIRST = 16;
    private static final int MOST = 100;
    private static final int BOOT_RECORD = 0;
    private static final int PRIMARY = 1;
    private static final int SUPPLEMENTARY = 2;
    private static final int TERMINATOR = 255;
    private static final int LABEL = 40;
    private static final int SPACE = 80;
    private static final int ESCAPES = 88;
    private static final int BLOCK_BYTES = 128;
    private static final int ROOT = 156;
    private static final int ROOT_BYTES = 34;
    private static final int CREATED = 813;
    private static final int MODIFIED = 830;
    private static final int CATALOG = 71;
    private static final Pattern DATE = Pattern.compile("(\\d{4})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)");

    static Descriptors read(VolumeReader reader, IsoProblems problems) throws FetchException {
        Optional<Bytes> primary = Optional.empty();
        Optional<Bytes> joliet = Optional.empty();
        OptionalLong catalog = OptionalLong.empty();
        for (int i = FIRST; i < FIRST + MOST && (i + 1L) * SECTOR <= reader.bytes(); i++) {
            Bytes sector = reader.read((long) i * SECTOR, SECTOR);
            int type = sector.u8(0);
            if (!sector.has(1, "CD001") || type == TERMINATOR) {
                break;
            }
            if (type == PRIMARY && primary.isEmpty()) {
                primary = Optional.of(sector);
            } else if (type == SUPPLEMENTARY && joliet.isEmpty() && isJoliet(sector)) {
                joliet = Optional.of(sector);
            } else if (type == BOOT_RECORD && sector.has(7, "EL TORITO SPECIFICATION") && catalog.isEmpty()) {
                catalog = OptionalLong.of(sector.u32le(CATALOG));
            }
        }
        if (primary.isEmpty()) {
            throw problems.descriptor(FIRST * SECTOR, "there is no primary volume descriptor");
        }
        Bytes sector = primary.orElseThrow();
        int blockBytes = sector.u16le(BLOCK_BYTES);
        if (blockBytes < 512 || blockBytes > SECTOR || Integer.bitCount(blockBytes) != 1) {
            throw problems.descriptor(sector.place() + BLOCK_BYTES, "blocks of " + blockBytes + " bytes can't be");
        }
        Optional<DirectoryRecord> unicode = joliet.isPresent() ? Optional.of(root(joliet.orElseThrow(), problems)) : Optional.empty();
        String label = Printable.line(joliet.isPresent() ? joliet.orElseThrow().text(LABEL, 32, StandardCharsets.UTF_16BE) : "");
        String plain = Printable.line(sector.text(LABEL, 32, StandardCharsets.ISO_8859_1));
        // Joliet's has room for 16 characters only
        String best = plain.isEmpty() || plain.length() <= 16 && !label.isEmpty() ? label : plain;
        return new Descriptors(blockBytes, sector.u32le(SPACE) * blockBytes, root(sector, problems), unicode, catalog, uuid(sector),
                Optional.of(best));
    }

    private static DirectoryRecord root(Bytes sector, IsoProblems problems) throws FetchException {
        return DirectoryRecord.of(sector.slice(ROOT, ROOT_BYTES), problems);
    }

    private static boolean isJoliet(Bytes sector) {
        return sector.has(ESCAPES, "%/@") || sector.has(ESCAPES, "%/C") || sector.has(ESCAPES, "%/E");
    }

    /** As GRUB and blkid have it: the time of the last change, else of the making. */
    private static Optional<String> uuid(Bytes sector) throws FetchException {
        for (int at : new int[]{MODIFIED, CREATED}) {
            Matcher date = DATE.matcher(sector.text(at, 16, StandardCharsets.ISO_8859_1));
            if (date.matches() && !date.group().equals("0".repeat(16))) {
                return Optional.of(date.replaceFirst("$1-$2-$3-$4-$5-$6-$7"));
            }
        }
        return Optional.empty();
    }
}
