package io.strapwork.machine.kexec;

import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.DeviceTree;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The device tree as folders and files, below /proc/device-tree: what a Linux tells that has no /sys/firmware/fdt. It has no reservations of its own, and the boot CPU is the first one. */
final class LiveTree {
    private static final int MOST_DEPTH = 32;
    private static final int MOST_FILES = 100_000;

    private final Path root;
    private int files;

    private LiveTree(Path root) {
        this.root = root;
    }

    /** Empty without such a folder, or with one that no computer has: too deep, or too many files. */
    static Optional<DeviceTree> in(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DeviceTree(new LiveTree(folder).node(folder, MOST_DEPTH), List.of(), 0));
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty();
        }
    }

    private DeviceNode node(Path folder, int depth) throws IOException {
        if (depth == 0) {
            throw new IOException("too deep");
        }
        var properties = new ArrayList<DeviceProperty>();
        var children = new ArrayList<DeviceNode>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (++files > MOST_FILES) {
                    throw new IOException("too many files");
                }
                String name = name(entry);
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    children.add(node(entry, depth - 1));
                } else if (!name.equals("name") && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    property(entry, name).ifPresent(properties::add);
                }
            }
        }
        properties.sort((one, other) -> one.name().compareTo(other.name()));
        children.sort((one, other) -> one.name().compareTo(other.name()));
        String name = folder.equals(root) ? "" : name(folder);
        return DeviceNode.of(name, properties.toArray(DeviceProperty[]::new)).with(children);
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    /** Some can't be read, even by root. */
    private static Optional<DeviceProperty> property(Path file, String name) {
        return HostLinux.bytes(file).map(value -> DeviceProperty.bytes(name, value));
    }
}
