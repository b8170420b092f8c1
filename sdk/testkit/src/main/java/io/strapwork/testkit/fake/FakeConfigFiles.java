package io.strapwork.testkit.fake;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.ConfigVolume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/** Files that configurations are read from, by URI, in memory. One thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FakeConfigFiles implements ConfigFiles {
    private final Map<String, byte[]> files = new TreeMap<>();
    private final List<ConfigVolume> volumes = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    /** All files below a folder, the folder being {@code root}: {@code "http://10.0.2.2/"}. */
    public static FakeConfigFiles ofFolder(Path folder, BootUri root) {
        var files = new FakeConfigFiles();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                BootUri uri = root.withPath(root.decodedPath() + folder.relativize(file).toString().replace('\\', '/'));
                files.put(uri.toString(), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    public FakeConfigFiles put(String uri, String text) {
        return put(uri, text.getBytes(StandardCharsets.UTF_8));
    }

    public FakeConfigFiles put(String uri, byte[] content) {
        files.put(BootUri.parse(uri).toString(), content);
        return this;
    }

    public FakeConfigFiles volume(ConfigVolume volume) {
        volumes.add(volume);
        return this;
    }

    /** The URIs that were asked for, in order, each time. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Optional<MemorySegment> find(BootUri file) {
        asked.add(file.toString());
        return Optional.ofNullable(files.get(file.toString())).map(content -> MemorySegment.ofArray(content).asReadOnly());
    }

    @Override
    public Optional<MemorySegment> head(BootUri file, int bytes) {
        asked.add(file.toString());
        return Optional.ofNullable(files.get(file.toString()))
                .map(content -> MemorySegment.ofArray(content).asSlice(0, Math.min(bytes, content.length)).asReadOnly());
    }

    @Override
    public boolean exists(BootUri file) {
        return head(file, 1).isPresent();
    }

    @Override
    public List<String> list(BootUri folder) {
        String start = folder.toString().endsWith("/") ? folder.toString() : folder + "/";
        var names = new TreeSet<String>();
        for (String file : files.keySet()) {
            if (file.startsWith(start)) {
                String rest = file.substring(start.length());
                int slash = rest.indexOf('/');
                names.add(slash < 0 ? rest : rest.substring(0, slash + 1));
            }
        }
        return List.copyOf(names);
    }

    @Override
    public List<ConfigVolume> volumes() {
        return List.copyOf(volumes);
    }
}
