package io.strapwork.runtime.catalogue;

import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** One jar of a plugin folder. */
final class Bundle {
    static final String UNREADABLE = "SW-D105";
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
            var loader = new BundleLoader(String.valueOf(jar.getFileName()), url(jar), host);
            return new Bundle(jar, new PluginSource(jar.toString(), loader), loader);
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without a look at the file, which a path's own way takes to tell folders: a plugin folder may hold a thousand jars. */
    private static URL url(Path jar) throws MalformedURLException {
        try {
            return jar.toString().startsWith("/") ? new URI("file", null, jar.toString(), null).toURL() : jar.toUri().toURL();
        } catch (URISyntaxException e) {
            return jar.toUri().toURL();
        }
    }

    BundleLoader loader() {
        return loader;
    }

    /**
     * What the jar holds, by its index or, where it has none, by a scan.
     *
     * @throws StrapworkException with the first thing that is wrong with it
     */
    List<PluginDescriptor> plugins(Discovery.Mode mode) {
        if (!Files.isRegularFile(jar)) {
            throw unreadable(jar.toString(), new IOException("it is not a file"));
        }
        try (JarFile file = new JarFile(jar.toFile(), true, ZipFile.OPEN_READ, JarFile.runtimeVersion())) {
            var check = new BundleCheck(file, source);
            check.entries();
            check.manifest();
            byte @Nullable [] index = read(file);
            if (index != null && mode != Discovery.Mode.SCAN) {
                List<PluginDescriptor> plugins = IndexFile.parse(index, source);
                check.classes(plugins);
                return plugins;
            }
            if (mode == Discovery.Mode.INDEX) {
                return List.of();
            }
            check.inflated();
        } catch (IOException | IllegalArgumentException | SecurityException e) {
            throw unreadable(jar.toString(), e);
        }
        return ClassScan.of(List.of(source));
    }

    static StrapworkException unreadable(String location, Exception cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new StrapworkException(
                Faults.user(UNREADABLE, location, "the jar can't be read: " + reason,
                        "rebuild or download it again, or remove it from the folder"),
                cause);
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
