package io.strapwork.runtime.catalogue;

import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * What a plugin jar must keep to before any of its classes is read. The jar is hostile: names that leave it, sizes that are lies, packages that are ours.
 */
final class BundleCheck {
    private static final String CLASS_TOO_LARGE = "SW-D113";
    /** Manifest entry that tells the API version of a jar without an index. */
    static final String API_ENTRY = "Strapwork-Api";
    private static final String VERSIONS = "META-INF.versions.";
    private static final int MAX_ENTRIES = 100_000;
    private static final int MAX_READ_BYTES = 4 << 20;
    private static final int SHOWN = 3;
    private static final String SIGNED = "META-INF/";
    /** Deflate can't make more of one byte than this (RFC 1951: 258 bytes for two bits, and a little for the block). */
    private static final int MOST_INFLATION = 1040;

    private final JarFile file;
    private final PluginSource source;

    BundleCheck(JarFile file, PluginSource source) {
        this.file = file;
        this.source = source;
    }

    /** Names and sizes, as the jar's directory tells them. */
    void entries() {
        Set<String> taken = new LinkedHashSet<>();
        int count = 0;
        for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements();) {
            JarEntry entry = entries.nextElement();
            String name = entry.getName();
            if (++count > MAX_ENTRIES) {
                throw refused(Bundle.UNREADABLE, "the jar has more than " + MAX_ENTRIES + " entries", "remove it");
            }
            if (leaves(name)) {
                throw refused(Bundle.UNREADABLE, "the jar has an entry that points outside it: " + IndexFile.shorten(name),
                        "remove it; it may be malicious");
            }
            if (isRead(name) && entry.getSize() > MAX_READ_BYTES) {
                throw refused(Bundle.UNREADABLE, "the jar's " + IndexFile.shorten(name) + " is larger than 4 MiB",
                        "remove it; it may be malicious");
            }
            if (name.endsWith(".class")) {
                if (entry.getSize() > ClassScan.MAX_CLASS_BYTES) {
                    throw tooLarge(name);
                }
                int slash = name.lastIndexOf('/');
                if (slash > 0 && isOurs(name.substring(0, slash).replace('/', '.'))) {
                    taken.add(name.substring(0, slash).replace('/', '.'));
                }
            }
        }
        if (!taken.isEmpty()) {
            throw carries(taken);
        }
    }

    /** Whether the JVM reads it whole when it opens the jar: the manifest and what signs it. */
    private static boolean isRead(String name) {
        if (!name.regionMatches(true, 0, SIGNED, 0, SIGNED.length())) {
            return false;
        }
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith(SIGNED) && (upper.equals("META-INF/MANIFEST.MF") || upper.endsWith(".SF") || upper.endsWith(".RSA")
                || upper.endsWith(".DSA") || upper.endsWith(".EC"));
    }

    private static boolean leaves(String name) {
        if (name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0 || name.length() > 1 && name.charAt(1) == ':') {
            return true;
        }
        for (int start = 0; start <= name.length();) {
            int end = name.indexOf('/', start);
            int stop = end < 0 ? name.length() : end;
            if (stop - start == 2 && name.startsWith("..", start)) {
                return true;
            }
            start = stop + 1;
        }
        return false;
    }

    private static boolean isOurs(String name) {
        String place = name;
        if (name.startsWith(VERSIONS)) {
            int dot = name.indexOf('.', VERSIONS.length());
            place = dot < 0 ? "" : name.substring(dot + 1);
        }
        return BundleLoader.SHARED.contains(place) || isBelow(place, "io.strapwork.api") || isBelow(place, "io.strapwork.runtime")
                || isBelow(place, "io.strapwork.cli");
    }

    private static boolean isBelow(String name, String ancestor) {
        return name.startsWith(ancestor) && (name.length() == ancestor.length() || name.charAt(ancestor.length()) == '.');
    }

    private StrapworkException carries(Set<String> taken) {
        var names = new ArrayList<>(taken);
        names.sort(null);
        String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
        return refused("SW-D109", "the jar contains packages that only Strapwork may provide: " + shown,
                "give strapwork-api, Netty and SLF4J the scope \"provided\", so that they stay out of the jar");
    }

    /** API version and class path, if the manifest has them. */
    void manifest() throws IOException {
        var manifest = file.getManifest();
        if (manifest == null) {
            return;
        }
        String version = manifest.getMainAttributes().getValue(API_ENTRY);
        if (version != null) {
            IndexFile.checkApi(version, source);
        }
        String others = manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
        if (others != null && !others.isBlank()) {
            throw refused("SW-D112",
                    "the manifest has a Class-Path, \"" + IndexFile.shorten(others)
                            + "\", but a plugin jar must contain everything it needs",
                    "bundle the libraries in the jar, for example with maven-shade-plugin, and remove Class-Path");
        }
    }

    /** That the classes which the index names are there, and that this Java can read them. */
    void classes(List<PluginDescriptor> plugins) throws IOException {
        for (PluginDescriptor plugin : plugins) {
            check(plugin, plugin.className());
            if (plugin.options().isPresent()) {
                check(plugin, plugin.options().get().className());
            }
        }
    }

    private void check(PluginDescriptor plugin, String className) throws IOException {
        ZipEntry entry = file.getEntry(className.replace('.', '/') + ".class");
        if (entry == null) {
            throw refused("SW-D111", "the index says that plugin \"" + plugin.id() + "\" needs " + className + ", which is not in the jar",
                    "rebuild the jar from clean, and exclude that class from minimising and renaming");
        }
        try (InputStream in = file.getInputStream(entry)) {
            ClassScan.checkHeader(in.readNBytes(ClassScan.HEADER_BYTES), entry.getName(), source);
        }
    }

    /** That no class inflates to more than the directory says: a scan would inflate it whole. */
    void inflated() throws IOException {
        for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements();) {
            JarEntry entry = entries.nextElement();
            if (entry.getName().endsWith(".class") && entry.getCompressedSize() > ClassScan.MAX_CLASS_BYTES / MOST_INFLATION) {
                try (InputStream in = file.getInputStream(entry)) {
                    in.skipNBytes(entry.getSize());
                    if (in.read() >= 0) {
                        throw refused(CLASS_TOO_LARGE,
                                entry.getName() + " inflates to more than the " + entry.getSize() + " bytes that the jar states",
                                "remove it; it may be malicious");
                    }
                }
            }
        }
    }

    private StrapworkException tooLarge(String name) {
        return refused(CLASS_TOO_LARGE, name + " is larger than 4 MiB", "no real class is: remove the jar");
    }

    private StrapworkException refused(String code, String what, String hint) {
        return Faults.user(code, source.location(), what, hint).asException();
    }
}
