package io.strapwork.files.iso;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.FileTree.Kind;
import io.strapwork.volumes.VolumeReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** What Rock Ridge says of a file (IEEE P1282), in fields of the System Use Sharing Protocol (IEEE P1281). */
final class RockRidge {
    private static final int MOST_AREAS = 64;
    private static final int LONGEST = 8192;
    private static final int CONTINUES = 1;
    private static final int CURRENT = 2;
    private static final int PARENT = 4;
    private static final int ROOT = 8;

    private final VolumeReader reader;
    private final int blockBytes;
    private final ByteArrayOutputStream name = new ByteArrayOutputStream();
    private final ByteArrayOutputStream target = new ByteArrayOutputStream();
    private boolean componentGoesOn = true;
    private boolean link;
    private boolean root;
    private int mode;
    private boolean relocated;
    private boolean compressed;
    private OptionalLong child = OptionalLong.empty();

    private RockRidge(VolumeReader reader, int blockBytes) {
        this.reader = reader;
        this.blockBytes = blockBytes;
    }

    /** The number of bytes to skip in each system use area but the root's own; empty when there is no such protocol. */
    static Optional<Integer> skip(Bytes area) throws FetchException {
        // CD-ROM XA puts 14 bytes of its own before, as Linux knows (fs/isofs/rock.c)
        for (int at : new int[]{0, 14}) {
            if (area.has(at, (byte) 'S', (byte) 'P', (byte) 7, (byte) 1, (byte) 0xbe, (byte) 0xef)) {
                return Optional.of(area.u8(at + 6));
            }
        }
        return Optional.empty();
    }

    /**
     * All that is said of a file.
     *
     * @param area behind the bytes to skip
     * @throws FetchException SW-V302 when it goes on in more areas than any name or link needs, for instance in a loop
     */
    static RockRidge read(VolumeReader reader, int blockBytes, Bytes area, IsoProblems problems) throws FetchException {
        var fields = new RockRidge(reader, blockBytes);
        Optional<Bytes> next = Optional.of(area);
        for (int areas = 0; next.isPresent(); areas++) {
            if (areas == MOST_AREAS) {
                throw problems.record(area.place(), "what Rock Ridge says of a file goes on in more than " + MOST_AREAS + " places");
            }
            next = fields.area(next.orElseThrow());
        }
        return fields;
    }

    /** The area where it goes on. */
    private Optional<Bytes> area(Bytes area) throws FetchException {
        Optional<Bytes> next = Optional.empty();
        int at = 0;
        while (at + 4 <= area.length()) {
            int length = area.u8(at + 2);
            if (length < 4 || length > area.length() - at) {
                break;
            }
            Bytes field = area.slice(at, length);
            if (field.has(0, "CE")) {
                next = Optional.of(continuation(field));
            } else if (field.has(0, "ST")) {
                break;
            } else {
                field(field);
            }
            at += length;
        }
        return next;
    }

    private Bytes continuation(Bytes field) throws FetchException {
        long place = reader.offset(field.u32le(4), blockBytes) + field.u32le(12);
        return reader.read(place, (int) Math.min(field.u32le(20), LONGEST));
    }

    private void field(Bytes field) throws FetchException {
        if (field.has(0, "NM")) {
            if ((field.u8(4) & (CURRENT | PARENT)) == 0 && name.size() < LONGEST) {
                name.writeBytes(field.array(5, field.length() - 5));
            }
        } else if (field.has(0, "SL")) {
            link(field);
        } else if (field.has(0, "PX")) {
            mode = field.i32le(4);
        } else if (field.has(0, "CL")) {
            child = OptionalLong.of(field.u32le(4));
        } else if (field.has(0, "RE")) {
            relocated = true;
        } else if (field.has(0, "ZF")) {
            compressed = true;
        }
    }

    private void link(Bytes field) throws FetchException {
        link = true;
        int at = 5;
        while (at + 2 <= field.length() && target.size() < LONGEST) {
            int flags = field.u8(at);
            int length = field.u8(at + 1);
            if (!componentGoesOn) {
                target.write('/');
            }
            if ((flags & ROOT) != 0) {
                target.reset();
                root = true;
            } else if ((flags & CURRENT) != 0) {
                target.write('.');
            } else if ((flags & PARENT) != 0) {
                target.writeBytes(new byte[]{'.', '.'});
            } else {
                target.writeBytes(field.array(at + 2, length));
            }
            // the root is an empty component, behind which a slash comes
            componentGoesOn = (flags & CONTINUES) != 0;
            at += 2 + length;
        }
    }

    Optional<String> name() {
        return name.size() == 0 ? Optional.empty() : Optional.of(name.toString(StandardCharsets.UTF_8));
    }

    String target() {
        return root && target.size() == 0 ? "/" : target.toString(StandardCharsets.UTF_8);
    }

    /** Where a folder lies that was too deep for ISO 9660. */
    OptionalLong child() {
        return child;
    }

    /** Whether it is such a folder, seen where it lies. */
    boolean isRelocated() {
        return relocated;
    }

    /** By zisofs. */
    boolean isCompressed() {
        return compressed;
    }

    Kind kind(boolean folder) {
        Kind told = mode == 0 ? Kind.FILE : Kind.ofMode(mode);
        if (link || told == Kind.LINK) {
            return Kind.LINK;
        }
        if (folder || child.isPresent()) {
            return Kind.FOLDER;
        }
        return told == Kind.FILE ? Kind.FILE : Kind.OTHER;
    }
}
