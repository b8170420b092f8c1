package io.strapwork.network.gateway.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Gives out the regular files below one folder. Symbolic links are followed as long as they stay in it. Any thread. */
public final class ServedFolder {
    private static final int LONGEST_PATH = 4096;

    private final Path root;
    private final Optional<Path> hidden;

    /**
     * @param folder exists
     * @param hidden is not given out although it may be inside, with all that is in it (the folder of private keys)
     * @throws IOException when the folder isn't there
     */
    public ServedFolder(Path folder, Optional<Path> hidden) throws IOException {
        this.root = folder.toRealPath();
        this.hidden = hidden.map(Path::toAbsolutePath);
        if (!Files.isDirectory(root)) {
            throw new NoSuchFileException(folder.toString(), null, "not a folder");
        }
    }

    /**
     * Opens the file at a path as clients write it: decoded, separated by {@code /}, relative to the folder with or without a leading slash.
     *
     * @throws IOException whenever there is nothing to give: no such file, a folder, outside, unreadable
     */
    public ServedFile open(String path) throws IOException {
        Path file = locate(path);
        BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        // Before it is opened: opening a FIFO would wait for its writer.
        if (!facts.isRegularFile()) {
            throw new NoSuchFileException(path, null, "not a regular file");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try {
            return new ServedFile(channel, channel.size(), facts.lastModifiedTime().toInstant());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private Path locate(String path) throws IOException {
        if (path.length() > LONGEST_PATH) {
            throw new NoSuchFileException("", null, "path of " + path.length() + " characters");
        }
        Path wanted = root;
        try {
            for (String name : path.split("/", -1)) {
                if (name.equals("..")) {
                    throw new NoSuchFileException(path, null, "leads upwards");
                }
                wanted = wanted.resolve(name);
            }
        } catch (InvalidPathException e) {
            throw new NoSuchFileException(path, null, "not a path");
        }
        Path real = wanted.toRealPath();
        if (!real.startsWith(root)) {
            throw new NoSuchFileException(path, null, "leads out of the folder");
        }
        if (isHidden(real)) {
            throw new NoSuchFileException(path, null, "in the folder of private keys");
        }
        return real;
    }

    private boolean isHidden(Path real) throws IOException {
        return hidden.isPresent() && Files.exists(hidden.get()) && real.startsWith(hidden.get().toRealPath());
    }
}
