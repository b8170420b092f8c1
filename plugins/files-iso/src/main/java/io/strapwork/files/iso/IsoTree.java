package io.strapwork.files.iso;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.files.iso.IsoNode.Entry;
import io.strapwork.files.iso.IsoNode.Section;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.FileExtents;
import io.strapwork.volumes.FileTree;
import io.strapwork.volumes.VolumeReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The image's own folders and files, by the best names that it has. */
final class IsoTree implements FileTree<Entry> {
    private static final int MOST_SECTIONS = 4096;

    /** Whose names are read. */
    private enum Names9660 {
        ROCK_RIDGE, JOLIET, PLAIN
    }

    private final VolumeReader reader;
    private final int blockBytes;
    private final IsoProblems problems;
    private final Names9660 names;
    /** Bytes of each system use area that are not Rock Ridge's. */
    private final int skip;
    private final Entry root;

    private IsoTree(VolumeReader reader, int blockBytes, IsoProblems problems, Names9660 names, int skip, DirectoryRecord root) {
        this.reader = reader;
        this.blockBytes = blockBytes;
        this.problems = problems;
        this.names = names;
        this.skip = skip;
        this.root = new Entry(Kind.FOLDER, "", List.of(new Section(root.block(), root.bytes())), "", false, 0);
    }

    static IsoTree of(VolumeReader reader, Descriptors descriptors, IsoProblems problems) throws FetchException {
        DirectoryRecord root = descriptors.root();
        int blockBytes = descriptors.blockBytes();
        Bytes first = reader.read(reader.offset(root.block(), blockBytes), Descriptors.SECTOR);
        Optional<Integer> skip = first.u8(0) < 34
                ? Optional.empty()
                : RockRidge.skip(DirectoryRecord.of(first.slice(0, first.u8(0)), problems).rest());
        if (skip.isPresent()) {
            return new IsoTree(reader, blockBytes, problems, Names9660.ROCK_RIDGE, skip.orElseThrow(), root);
        }
        if (descriptors.joliet().isPresent()) {
            return new IsoTree(reader, blockBytes, problems, Names9660.JOLIET, 0, descriptors.joliet().orElseThrow());
        }
        return new IsoTree(reader, blockBytes, problems, Names9660.PLAIN, 0, root);
    }

    Entry root() {
        return root;
    }

    String extension() {
        return switch (names) {
            case ROCK_RIDGE -> " with Rock Ridge";
            case JOLIET -> " with Joliet";
            case PLAIN -> "";
        };
    }

    /** Sees each entry of a folder. */
    interface Visitor {
        /** @return whether to go on */
        boolean visit(Entry entry) throws FetchException;
    }

    @Override
    public Optional<Entry> child(Entry folder, String name) throws FetchException {
        var found = new Entry[1];
        entries(folder, entry -> {
            if (entry.name().equals(name)) {
                found[0] = entry;
                return false;
            }
            // as GRUB: only Rock Ridge tells cases apart
            if (found[0] == null && names != Names9660.ROCK_RIDGE && entry.name().equalsIgnoreCase(name)) {
                found[0] = entry;
            }
            return true;
        });
        return Optional.ofNullable(found[0]);
    }

    @Override
    public void names(Entry folder, Names into) throws FetchException {
        entries(folder, entry -> {
            into.add(entry.name(), entry.kind());
            return true;
        });
    }

    @Override
    public String target(Entry link) {
        return link.target();
    }

    @Override
    public VolumeFile open(Entry file) throws FetchException {
        if (file.compressed()) {
            throw problems.unread(file.place(), "the file is compressed by zisofs, which is not read");
        }
        FileExtents.Builder extents = FileExtents.of(reader, file.bytes());
        long at = 0;
        for (Section section : file.sections()) {
            extents.add(at, reader.offset(section.block(), blockBytes), section.bytes());
            at += section.bytes();
        }
        return extents.build();
    }

    /** Where a file begins, in bytes of the volume. */
    long offset(Entry file) throws FetchException {
        return reader.offset(file.sections().getFirst().block(), blockBytes);
    }

    void entries(Entry folder, Visitor visitor) throws FetchException {
        var sections = new ArrayList<Section>();
        for (Section section : folder.sections()) {
            long start = reader.offset(section.block(), blockBytes);
            for (long at = 0; at < section.bytes(); at += Descriptors.SECTOR) {
                Bytes sector = reader.read(start + at, (int) Math.min(Descriptors.SECTOR, section.bytes() - at));
                if (!sector(sector, sections, visitor)) {
                    return;
                }
            }
        }
    }

    /** Records don't leave their sector. */
    private boolean sector(Bytes sector, List<Section> sections, Visitor visitor) throws FetchException {
        int at = 0;
        while (at < sector.length() && sector.u8(at) != 0) {
            int length = sector.u8(at);
            if (length > sector.length() - at) {
                throw problems.record(sector.place() + at, "a directory record of " + length + " bytes leaves its sector");
            }
            DirectoryRecord record = DirectoryRecord.of(sector.slice(at, length), problems);
            long place = sector.place() + at;
            at += length;
            if (record.isSelf() || record.isParent() || record.isAssociated()) {
                continue;
            }
            if (sections.size() == MOST_SECTIONS) {
                throw problems.record(place, "a file has more than " + MOST_SECTIONS + " sections");
            }
            sections.add(new Section(record.block(), record.bytes()));
            if (record.hasMore()) {
                continue;
            }
            Optional<Entry> entry = entry(record, List.copyOf(sections), place);
            sections.clear();
            if (entry.isPresent() && !visitor.visit(entry.orElseThrow())) {
                return false;
            }
        }
        return true;
    }

    private Optional<Entry> entry(DirectoryRecord record, List<Section> sections, long place) throws FetchException {
        if (names != Names9660.ROCK_RIDGE) {
            Kind kind = record.isFolder() ? Kind.FOLDER : Kind.FILE;
            return Optional.of(new Entry(kind, plain(record), sections, "", false, place));
        }
        Bytes area = record.rest().length() > skip ? record.rest().from(skip) : record.rest().slice(0, 0);
        RockRidge fields = RockRidge.read(reader, blockBytes, area, problems);
        if (fields.isRelocated()) {
            return Optional.empty();
        }
        List<Section> data = fields.child().isPresent() ? List.of(relocated(fields.child().getAsLong())) : sections;
        return Optional.of(new Entry(fields.kind(record.isFolder()), fields.name().orElse(plain(record)), data, fields.target(),
                fields.isCompressed(), place));
    }

    /** Its record of itself tells how long it is. */
    private Section relocated(long block) throws FetchException {
        Bytes self = reader.read(reader.offset(block, blockBytes), 34);
        return new Section(block, DirectoryRecord.of(self, problems).bytes());
    }

    /** Without version; in lower case as Linux and GRUB show it. */
    private String plain(DirectoryRecord record) throws FetchException {
        boolean unicode = names == Names9660.JOLIET;
        String name = record.name().text(0, record.name().length(), unicode ? StandardCharsets.UTF_16BE : StandardCharsets.ISO_8859_1);
        int version = name.lastIndexOf(';');
        String bare = version > 0 ? name.substring(0, version) : name;
        String shown = bare.length() > 1 && bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        return unicode ? shown : shown.toLowerCase(Locale.ROOT);
    }
}
