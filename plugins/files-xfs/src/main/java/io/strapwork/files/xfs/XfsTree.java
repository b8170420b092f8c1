package io.strapwork.files.xfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.FileTree;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Names are bytes to XFS; here they are UTF-8. */
final class XfsTree implements FileTree<Inode> {
    /** {@code XFS_SYMLINK_MAXLEN}. */
    private static final int LONGEST_TARGET = 1024;
    private static final int LINK_HEADER = 56;
    private static final int LINK_OFFSET = 4;
    private static final int LINK_BYTES = 8;
    private static final int LINK_CHECKSUM = 12;
    private static final int LINK_UUID = 16;
    private static final int LINK_OWNER = 32;
    private static final int LINK_PLACE = 40;

    private final Geometry geometry;
    private final Inodes inodes;

    XfsTree(Geometry geometry, Inodes inodes) {
        this.geometry = geometry;
        this.inodes = inodes;
    }

    @Override
    public Optional<Inode> child(Inode folder, String name) throws FetchException {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        var search = new Search(wanted, geometry.superBlock().ignoresCase());
        new Folder(geometry, folder).read(search);
        return search.isFound ? Optional.of(inodes.read(search.inode)) : Optional.empty();
    }

    /** The same name wins over one that differs by case, where that counts for nothing ({@code xfs_ascii_ci_compname}). */
    private static final class Search implements Folder.Entries {
        private final byte[] wanted;
        private final boolean ignoresCase;
        private boolean isFound;
        private long inode;

        Search(byte[] wanted, boolean ignoresCase) {
            this.wanted = wanted;
            this.ignoresCase = ignoresCase;
        }

        @Override
        public boolean add(byte[] name, long number, int type) {
            boolean isSame = Arrays.equals(name, wanted);
            if (isSame || ignoresCase && !isFound && Arrays.equals(lower(name), lower(wanted))) {
                isFound = true;
                inode = number;
            }
            return !isSame;
        }

        private static byte[] lower(byte[] name) {
            byte[] lower = name.clone();
            for (int i = 0; i < lower.length; i++) {
                lower[i] += lower[i] >= 'A' && lower[i] <= 'Z' ? (byte) ('a' - 'A') : 0;
            }
            return lower;
        }
    }

    @Override
    public void names(Inode folder, Names into) throws FetchException {
        new Folder(geometry, folder).read((bytes, number, type) -> {
            var name = new String(bytes, StandardCharsets.UTF_8);
            if (!name.equals(".") && !name.equals("..")) {
                into.add(name, kind(number, type));
            }
            return true;
        });
    }

    private Kind kind(long number, int type) throws FetchException {
        return type == 0 ? inodes.read(number).kind() : Kind.ofType(type);
    }

    @Override
    public String target(Inode link) throws FetchException {
        if (link.bytes() == 0 || link.bytes() > LONGEST_TARGET) {
            throw damaged(link, link.fork().place());
        }
        int length = (int) link.bytes();
        if (link.format() == Inode.LOCAL) {
            return link.fork().text(0, length, StandardCharsets.UTF_8);
        }
        var target = new ByteArrayOutputStream(length);
        for (ExtentMap.Extent extent : ExtentMap.of(geometry, link).extents()) {
            if (target.size() == length) {
                break;
            }
            int blockBytes = geometry.superBlock().blockBytes();
            if (extent.at() > LONGEST_TARGET / blockBytes + 1 || extent.count() > LONGEST_TARGET * 2 / blockBytes + 1) {
                throw damaged(link, link.fork().place());
            }
            Bytes b = geometry.reader().read(geometry.offset(extent.block(), extent.count(), link.fork().place()),
                    (int) extent.count() * blockBytes);
            target.writeBytes(geometry.superBlock().isVersion5()
                    ? piece(link, b, target.size(), length)
                    : b.array(0, Math.min(b.length(), length - target.size())));
        }
        if (target.size() != length) {
            throw damaged(link, link.fork().place());
        }
        return target.toString(StandardCharsets.UTF_8);
    }

    /** Since version 5 each extent of a link begins with a header ({@code struct xfs_dsymlink_hdr}). */
    private byte[] piece(Inode link, Bytes b, int at, int length) throws FetchException {
        if (!b.has(0, "XSLM")) {
            throw damaged(link, b.place());
        }
        geometry.checksum().check(geometry.reader().problems(), b, LINK_CHECKSUM, "symbolic link");
        geometry.checkHeader(b, LINK_PLACE, LINK_UUID, LINK_OWNER, link.number(), "symbolic link");
        long bytes = b.u32be(LINK_BYTES);
        if (b.u32be(LINK_OFFSET) != at || bytes == 0 || bytes > length - at) {
            throw damaged(link, b.place());
        }
        return b.array(LINK_HEADER, (int) bytes);
    }

    private FetchException damaged(Inode link, long place) {
        return geometry.reader().problems().damaged("SW-V410", place,
                "symbolic link " + Long.toUnsignedString(link.number()) + " has no target that can be");
    }

    @Override
    public VolumeFile open(Inode file) throws FetchException {
        return ExtentMap.of(geometry, file).file(file.bytes());
    }
}
