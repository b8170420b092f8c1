package io.strapwork.runtime.catalogue;

import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What a class path says of its plugins.
 *
 * @param contents of indexes, by the jar or folder that has it; cut off behind {@link IndexFile#MAX_BYTES}
 * @param marked   jars and folders that ask to be scanned, whether or not they have an index
 */
record ClassPathIndexes(Map<String, byte[]> contents, Set<String> marked) {
    /** By what a loader finds. */
    static ClassPathIndexes of(ClassLoader loader, Faults faults) {
        var contents = new LinkedHashMap<String, byte[]>();
        for (Map.Entry<String, URL> index : resources(loader, IndexFile.PATH, faults).entrySet()) {
            try {
                contents.put(index.getKey(), read(index.getValue()));
            } catch (IOException e) {
                faults.add(Bundle.unreadable(index.getKey(), e));
            }
        }
        return new ClassPathIndexes(contents, resources(loader, Discovery.MARKER, faults).keySet());
    }

    /** Of jars and folders, without a loader: that would take longer to begin with than all the rest, each time Strapwork starts. What is not there is left out, as loaders do. */
    static ClassPathIndexes of(List<Path> places, Faults faults) {
        var contents = new LinkedHashMap<String, byte[]>();
        var marked = new LinkedHashSet<String>();
        for (Path place : places) {
            String location = normal(place);
            try {
                if (Files.isRegularFile(place)) {
                    jar(place, location, contents, marked);
                } else if (Files.isDirectory(place)) {
                    folder(place, location, contents, marked);
                }
            } catch (IOException e) {
                faults.add(Bundle.unreadable(location, e));
            }
        }
        return new ClassPathIndexes(contents, marked);
    }

    private static void jar(Path jar, String location, Map<String, byte[]> contents, Set<String> marked) throws IOException {
        try (var file = new ZipFile(jar.toFile())) {
            ZipEntry index = file.getEntry(IndexFile.PATH);
            if (index != null) {
                try (InputStream in = file.getInputStream(index)) {
                    contents.put(location, in.readNBytes(IndexFile.MAX_BYTES + 1));
                }
            }
            if (file.getEntry(Discovery.MARKER) != null) {
                marked.add(location);
            }
        }
    }

    private static void folder(Path folder, String location, Map<String, byte[]> contents, Set<String> marked) throws IOException {
        Path index = folder.resolve(IndexFile.PATH);
        if (Files.isRegularFile(index)) {
            try (InputStream in = Files.newInputStream(index)) {
                contents.put(location, in.readNBytes(IndexFile.MAX_BYTES + 1));
            }
        }
        if (Files.exists(folder.resolve(Discovery.MARKER))) {
            marked.add(location);
        }
    }

    private static byte[] read(URL url) throws IOException {
        var connection = url.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return in.readNBytes(IndexFile.MAX_BYTES + 1);
        }
    }

    /** By the jar or folder that has it. */
    private static Map<String, URL> resources(ClassLoader loader, String path, Faults faults) {
        var found = new LinkedHashMap<String, URL>();
        try {
            for (Enumeration<URL> urls = loader.getResources(path); urls.hasMoreElements();) {
                URL url = urls.nextElement();
                found.putIfAbsent(location(url, path), url);
            }
        } catch (IOException e) {
            StrapworkException unreadable = Bundle.unreadable(path, e);
            faults.add(unreadable);
        }
        return found;
    }

    static String location(URL url, String path) {
        String text = url.toString();
        String element = text.substring(0, text.length() - path.length());
        if (element.startsWith("jar:") && element.endsWith("!/")) {
            element = element.substring(4, element.length() - 2);
        }
        try {
            return element.startsWith("file:") ? normal(Path.of(new URI(element))) : element;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return element;
        }
    }

    static String normal(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }
}
