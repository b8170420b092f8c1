package io.strapwork.files.ext;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.FileExtents;
import io.strapwork.volumes.FileTree;
import io.strapwork.volumes.SmallFile;
import io.strapwork.volumes.VolumeReader;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Folders (Documentation/filesystems/ext4/directory.rst), read entry by entry: blocks of hash trees and checksums look like entries that name nothing. */
final class ExtFolders implements FileTree<Inode> {
    private static final int ROOT = 2;
    private static final int ENTRY_BYTES = 8;
    /** The parent's inode, before the entries of a folder that lies in its inode. */
    private static final int PARENT_BYTES = 4;
    private static final int LARGEST_BLOCK = 65_536;
    private static final int LONGEST_LINK = 4096;

    private final VolumeReader reader;
    private final Superblock superblock;
    private final Inodes inodes;
    private final BlockMaps maps;
    private final ExtProblems problems;

    ExtFolders(VolumeReader reader, Superblock superblock, Inodes inodes, BlockMaps maps, ExtProblems problems) {
        this.reader = reader;
        this.superblock = superblock;
        this.inodes = inodes;
        this.maps = maps;
        this.problems = problems;
    }

    Inode root() throws FetchException {
        Inode root = inodes.get(ROOT, Superblock.PLACE);
        if (root.kind() != Kind.FOLDER) {
            throw problems.structure(root.raw().place(), "the root's inode is no folder");
        }
        return root;
    }

    /** Sees each entry that names something. */
    private interface Visitor {
        /** @return whether to go on */
        boolean visit(long inode, Bytes entry, Bytes name) throws FetchException;
    }

    @Override
    public Optional<Inode> child(Inode folder, String name) throws FetchException {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        boolean folds = folder.foldsCase() && superblock.foldsCase();
        String folded = folds ? fold(name) : name;
        var found = new long[2];
        entries(folder, (inode, entry, bytes) -> {
            if (Arrays.equals(bytes.array(), wanted)
                    || folds && fold(new String(bytes.array(), StandardCharsets.UTF_8)).equals(folded)) {
                found[0] = inode;
                found[1] = entry.place();
            }
            return found[0] == 0;
        });
        return found[0] == 0 ? Optional.empty() : Optional.of(inodes.get(found[0], found[1]));
    }

    /** As far as Java knows: Linux uses Unicode 12.1, NFDICF. */
    private static String fold(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    @Override
    public void names(Inode folder, Names into) throws FetchException {
        entries(folder, (inode, entry, name) -> {
            String text = new String(name.array(), StandardCharsets.UTF_8);
            if (!text.equals(".") && !text.equals("..")) {
                into.add(text, superblock.hasFileTypes() ? Kind.ofType(entry.u8(7) & 0xf) : inodes.get(inode, entry.place()).kind());
            }
            return true;
        });
    }

    @Override
    public String target(Inode link) throws FetchException {
        readable(link);
        if (link.isInline()) {
            return new String(InlineData.read(link, problems), StandardCharsets.UTF_8);
        }
        if (link.bytes() < Inode.BLOCK_BYTES) {
            return link.raw().text(Inode.BLOCK, (int) link.bytes(), StandardCharsets.UTF_8);
        }
        if (link.bytes() > LONGEST_LINK) {
            throw problems.structure(link.raw().place(), "a symbolic link has " + link.bytes() + " bytes");
        }
        return maps.map(link).metadata(0, (int) link.bytes()).name(0, (int) link.bytes());
    }

    @Override
    public VolumeFile open(Inode file) throws FetchException {
        readable(file);
        return file.isInline() ? new SmallFile(reader.problems(), InlineData.read(file, problems)) : maps.map(file);
    }

    private void readable(Inode inode) throws FetchException {
        if (inode.isEncrypted()) {
            throw problems.encrypted(inode.number());
        }
        if (inode.isCompressed() && inode.kind() == Kind.FILE) {
            throw problems.compressed(inode.number());
        }
    }

    private void entries(Inode folder, Visitor visitor) throws FetchException {
        readable(folder);
        if (folder.isInline()) {
            byte[] all = InlineData.read(folder, problems);
            if (all.length > PARENT_BYTES) {
                block(reader.wrap(folder.raw().place() + Inode.BLOCK, all).from(PARENT_BYTES), visitor);
            }
            return;
        }
        FileExtents extents = maps.map(folder);
        for (long at = 0; at < extents.bytes(); at += superblock.blockBytes()) {
            int n = (int) Math.min(superblock.blockBytes(), extents.bytes() - at);
            if (!block(extents.metadata(at, n), visitor)) {
                return;
            }
        }
    }

    private boolean block(Bytes block, Visitor visitor) throws FetchException {
        int at = 0;
        while (at + ENTRY_BYTES <= block.length()) {
            long inode = block.u32le(at);
            int length = length(block.u16le(at + 4), block.length());
            int nameBytes = superblock.hasFileTypes() ? block.u8(at + 6) : block.u16le(at + 6);
            if (length == 0 && inode == 0 && nameBytes == 0) {
                return true; // a hole
            }
            if (length < ENTRY_BYTES || length > block.length() - at || nameBytes > length - ENTRY_BYTES) {
                throw problems.structure(block.place() + at,
                        "a folder's entry of " + length + " bytes has a name of " + nameBytes + " in a block with "
                                + (block.length() - at) + " bytes left");
            }
            if (inode != 0 && nameBytes != 0
                    && !visitor.visit(inode, block.slice(at, ENTRY_BYTES), block.slice(at + ENTRY_BYTES, nameBytes))) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** Linux, fs/ext4/ext4.h: ext4_rec_len_from_disk. */
    private static int length(int told, int blockBytes) {
        if (blockBytes < LARGEST_BLOCK) {
            return told;
        }
        return told == 0xffff || told == 0 ? blockBytes : told & 0xfffc | (told & 3) << 16;
    }
}
