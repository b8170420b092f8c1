package io.strapwork.runtime.catalogue;

import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/** One jar of a plugin folder. */
final class Bundle {
    /** Manifest entry that tells the API version of a jar without an index. */
    static final String API_ENTRY = "Strapwork-Api";
    private static final int MAX_ENTRIES = 100_000;

    private final Path jar;
    private final PluginSource source;
    private final BundleLoader loader;

    private Bundle(Path jar, PluginSource source, BundleLoader loader) {
        this.jar = jar;
        this.source = source;
        this.loader = loader;
    }

    static Bundle of(Path jar, ClassLoader host) {
        try {
            var loader = new BundleLoader(String.valueOf(jar.getFileName()), jar.toUri().toURL(), host);
            return new Bundle(jar, new PluginSource(jar.toString(), loader), loader);
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    BundleLoader loader() {
        return loader;
    }

    /** What the jar holds, by its index or, where it has none, by a scan. */
    List<PluginDescriptor> plugins(Discovery.Mode mode) {
        byte @Nullable [] index;
        try (JarFile file = new JarFile(jar.toFile())) {
            checkPackages(file);
            checkManifest(file);
            index = read(file);
        } catch (IOException | IllegalArgumentException | SecurityException e) {
            throw unreadable(jar.toString(), e);
        }
        if (index != null && mode != Discovery.Mode.SCAN) {
            return IndexFile.parse(index, source);
        }
        return mode == Discovery.Mode.INDEX ? List.of() : ClassScan.of(List.of(source));
    }

    static StrapworkException unreadable(String location, Exception cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new StrapworkException(
                Faults.user("SW-D105", location, "the jar can't be read: " + reason,
                        "build or download it again, or take it out of the folder"),
                cause);
    }

    private void checkPackages(JarFile file) {
        Set<String> taken = new LinkedHashSet<>();
        int count = 0;
        for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements();) {
            String name = entries.nextElement().getName();
            if (++count > MAX_ENTRIES) {
                throw Faults.user("SW-D105", jar.toString(), "the jar has more than " + MAX_ENTRIES + " entries", "leave it out")
                        .asException();
            }
            int slash = name.lastIndexOf('/');
            if (slash > 0 && name.endsWith(".class")) {
                String place = name.substring(0, slash).replace('/', '.');
                if (isOurs(place)) {
                    taken.add(place);
                }
            }
        }
        if (!taken.isEmpty()) {
            throw carries(taken).asException();
        }
    }

    private static boolean isOurs(String name) {
        return BundleLoader.SHARED.contains(name) || name.startsWith("io.strapwork.runtime.") || name.startsWith("io.strapwork.cli")
                || name.startsWith("META-INF.versions.") && BundleLoader.SHARED.contains(name.substring(name.indexOf('.', 18) + 1));
    }

    private Problem carries(Set<String> taken) {
        var names = new ArrayList<>(taken);
        names.sort(null);
        String shown = String.join(", ", names.subList(0, Math.min(3, names.size())))
                + (names.size() > 3 ? " and " + (names.size() - 3) + " more" : "");
        return Faults.user("SW-D109", jar.toString(), "the jar carries packages that only Strapwork itself may provide: " + shown,
                "depend on strapwork-api, Netty and SLF4J with scope \"provided\", so that they stay out of the jar");
    }

    private void checkManifest(JarFile file) throws IOException {
        var manifest = file.getManifest();
        String version = manifest == null ? null : manifest.getMainAttributes().getValue(API_ENTRY);
        if (version != null) {
            IndexFile.checkApi(version, source);
        }
    }

    private byte @Nullable [] read(JarFile file) throws IOException {
        ZipEntry entry = file.getEntry(IndexFile.PATH);
        if (entry == null) {
            return null;
        }
        try (InputStream in = file.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(IndexFile.MAX_BYTES + 1);
            if (bytes.length > IndexFile.MAX_BYTES) {
                throw IndexFile.tooLarge(source);
            }
            return bytes;
        }
    }
}
