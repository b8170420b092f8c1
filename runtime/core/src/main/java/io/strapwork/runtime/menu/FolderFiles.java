package io.strapwork.runtime.menu;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.SeenVolume;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A tree of this computer that stands for servers and disks: {@code file://localhost/a/b} is {@code a/b} below the root, and {@code tftp://host/a/b} is
 * {@code host/a/b}. Nothing outside of the root is read, whatever links say.
 */
public final class FolderFiles implements ConfigSource {
    private static final String LOCAL = "file";
    private static final int MOST_NAMES = 10_000;
    private final Path root;

    /** @throws IOException when there is no such folder */
    public FolderFiles(Path root) throws IOException {
        this.root = root.toRealPath();
        if (!Files.isDirectory(this.root)) {
            throw new IOException(root + " is not a folder");
        }
    }

    @Override
    public Optional<MemorySegment> fetch(BootUri file, long limit) throws FetchException {
        Optional<Path> path = path(file).filter(Files::isRegularFile);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(path.get())) {
            if (Files.size(path.get()) > limit) {
                throw ConfigSource.tooLarge(file, limit, List.of());
            }
            byte[] content = in.readNBytes((int) Math.min(limit + 1, Integer.MAX_VALUE - 8));
            // it may have grown
            if (content.length > limit) {
                throw ConfigSource.tooLarge(file, limit, List.of());
            }
            return Optional.of(MemorySegment.ofArray(content).asReadOnly());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public Optional<MemorySegment> head(BootUri file, int bytes) throws FetchException {
        Optional<Path> path = path(file).filter(Files::isRegularFile);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(path.get())) {
            return Optional.of(MemorySegment.ofArray(in.readNBytes(bytes)).asReadOnly());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public List<String> list(BootUri folder) throws FetchException {
        Optional<Path> path = path(folder).filter(Files::isDirectory);
        if (path.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path.get())) {
            var names = new ArrayList<String>();
            entries.limit(MOST_NAMES).forEach(each -> names.add(each.getFileName() + (Files.isDirectory(each) ? "/" : "")));
            names.sort(null);
            return names;
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    @Override
    public List<SeenVolume> volumes() {
        var root = new ConfigVolume("hd0", BootUri.parse(LOCAL + "://localhost/"), Optional.empty(), Optional.empty());
        return List.of(new SeenVolume(root, Optional.of("a folder"), List.of()));
    }

    private Optional<Path> path(BootUri file) {
        try {
            String name = (file.scheme().equals(LOCAL) ? "" : file.host()) + file.decodedPath();
            Path inside = root.resolve(name.replaceAll("^/+", "")).normalize();
            if (!inside.startsWith(root) || !Files.exists(inside)) {
                return Optional.empty();
            }
            return Optional.of(inside.toRealPath()).filter(real -> real.startsWith(root));
        } catch (InvalidPathException | IOException e) {
            return Optional.empty();
        }
    }

    private static FetchException unreadable(BootUri file, IOException e) {
        return new FetchException(new Problem("SW-F109", Blame.USER, file.toString(), "the file can't be read: " + e.getMessage(), ""),
                List.of(), e);
    }
}
