package io.strapwork.runtime.catalogue;

import io.strapwork.api.plugin.StrapworkException;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds plugins. Indexes written by the processor are read from everything on the class path. Only elements without one that ask for it are scanned: folders, jars with the
 * resource {@value #MARKER}, and jars of plugin folders. The whole class path is never scanned.
 */
public final class Discovery {
    /** An empty resource that asks to scan a class-path jar which was built without the processor. */
    public static final String MARKER = "META-INF/strapwork/scan";

    /** How plugins are looked for. */
    public enum Mode {
        /** By index where there is one, else by scan. */
        AUTO,
        /** By index only. */
        INDEX,
        /** By scan, also of what has an index; for tests of both. */
        SCAN
    }

    private static final String NO_JARS = "SW-D106";
    private final ClassLoader host;
    private final ClassLoader places;
    private final Mode mode;
    private final Faults faults = new Faults();

    private Discovery(ClassLoader host, ClassLoader places, Mode mode) {
        this.host = host;
        this.places = places;
        this.mode = mode;
    }

    /** All plugins that the loader sees, and those of each jar in the folders. */
    public static Catalogue discover(ClassLoader host, List<Path> pluginFolders) {
        return discover(host, pluginFolders, Mode.AUTO);
    }

    /**
     * @throws StrapworkException with everything that is wrong with indexes, jars and folders, and each id that two plugins of a room have
     */
    public static Catalogue discover(ClassLoader host, List<Path> pluginFolders, Mode mode) {
        return new Discovery(host, host, mode).discover(pluginFolders);
    }

    /**
     * As {@link #discover(ClassLoader, List)} for a host of which only a part can have plugins: to look for indexes in all jars of a class path means to open each of them.
     *
     * @param places finds the resources of that part; plugins are loaded by the host nevertheless
     */
    public static Catalogue discover(ClassLoader host, ClassLoader places, List<Path> pluginFolders) {
        return new Discovery(host, places, Mode.AUTO).discover(pluginFolders);
    }

    private Catalogue discover(List<Path> folders) {
        var plugins = new ArrayList<PluginDescriptor>(classPath());
        var loaders = new ArrayList<Closeable>();
        for (Path folder : folders) {
            for (Path jar : jars(folder)) {
                Bundle bundle = Bundle.of(jar, host);
                loaders.add(bundle.loader());
                gather(plugins, () -> bundle.plugins(mode));
            }
        }
        checkKinds(plugins);
        checkIds(plugins);
        if (!faults.isEmpty()) {
            closeAll(loaders);
            throw faults.asException();
        }
        return new Catalogue(plugins, loaders);
    }

    private interface Step {
        List<PluginDescriptor> plugins();
    }

    private void gather(List<PluginDescriptor> plugins, Step step) {
        try {
            plugins.addAll(step.plugins());
        } catch (StrapworkException e) {
            faults.add(e);
        }
    }

    private static void closeAll(List<Closeable> loaders) {
        for (Closeable loader : loaders) {
            try {
                loader.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private List<PluginDescriptor> classPath() {
        var plugins = new ArrayList<PluginDescriptor>();
        Map<String, URL> indexes = resources(IndexFile.PATH);
        if (mode != Mode.SCAN) {
            indexes.forEach((location, url) -> gather(plugins, () -> index(location, url)));
        }
        if (mode != Mode.INDEX) {
            Set<String> scanned = new LinkedHashSet<>(resources(MARKER).keySet());
            scanned.addAll(folders());
            if (mode == Mode.SCAN) {
                scanned.addAll(indexes.keySet());
            } else {
                scanned.removeAll(indexes.keySet());
            }
            if (!scanned.isEmpty()) {
                var sources = new ArrayList<PluginSource>();
                scanned.forEach(location -> sources.add(new PluginSource(location, host)));
                gather(plugins, () -> ClassScan.of(sources));
            }
        }
        return plugins;
    }

    private List<PluginDescriptor> index(String location, URL url) {
        var source = new PluginSource(location, host);
        try {
            var connection = url.openConnection();
            connection.setUseCaches(false);
            try (InputStream in = connection.getInputStream()) {
                return IndexFile.parse(in.readNBytes(IndexFile.MAX_BYTES + 1), source);
            }
        } catch (IOException e) {
            throw Bundle.unreadable(location, e);
        }
    }

    /** By the jar or folder that has it. */
    private Map<String, URL> resources(String path) {
        var found = new LinkedHashMap<String, URL>();
        try {
            for (Enumeration<URL> urls = places.getResources(path); urls.hasMoreElements();) {
                URL url = urls.nextElement();
                found.putIfAbsent(location(url, path), url);
            }
        } catch (IOException e) {
            faults.add(Bundle.unreadable(path, e));
        }
        return found;
    }

    private static String location(URL url, String path) {
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

    private static String normal(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    /** Folders on the class path of the loader. */
    private Set<String> folders() {
        var folders = new LinkedHashSet<String>();
        if (host instanceof URLClassLoader urls) {
            for (URL url : urls.getURLs()) {
                if (url.getProtocol().equals("file") && url.getPath().endsWith("/")) {
                    folders.add(location(url, ""));
                }
            }
        } else if (host == ClassLoader.getSystemClassLoader()) {
            for (String element : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
                if (!element.endsWith(".jar") && !element.isEmpty() && Files.isDirectory(Path.of(element))) {
                    folders.add(normal(Path.of(element)));
                }
            }
        }
        return folders;
    }

    private List<Path> jars(Path folder) {
        var jars = new ArrayList<Path>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            files.forEach(file -> jars.add(file.toAbsolutePath().normalize()));
            if (jars.isEmpty()) {
                faults.add(Faults.user(NO_JARS, folder.toString(), "the plugin folder has no jar",
                        "Build the plugin (mvn package) and name the folder of its jar."));
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            faults.add(Faults.user(NO_JARS, folder.toString(),
                    Files.isDirectory(folder) ? "the plugin folder can't be read" : "there is no such plugin folder",
                    "--plugins takes a folder of jars"));
        }
        jars.sort(null);
        return jars;
    }

    /** A section has one kind: what is chosen there must be usable by who asks for it. */
    private void checkKinds(List<PluginDescriptor> plugins) {
        var kinds = new HashMap<String, Kind>();
        Kind.FIRST.forEach(kind -> kinds.put(kind.section(), kind));
        for (PluginDescriptor plugin : plugins) {
            Kind other = kinds.putIfAbsent(plugin.kind().section(), plugin.kind());
            if (other != null && !other.equals(plugin.kind())) {
                faults.add(Faults.user("SW-D115", plugin.source().location(),
                        plugin.annotation() + " says that plugins of " + plugin.kind().place() + " are " + plugin.kind().type()
                                + ", they are " + other.type(),
                        "give the kind a section of its own in its @PluginKind, or take the jar out of the folder"));
            }
        }
    }

    private void checkIds(List<PluginDescriptor> plugins) {
        var first = new HashMap<String, PluginDescriptor>();
        for (PluginDescriptor plugin : plugins) {
            PluginDescriptor other = first.putIfAbsent(plugin.kind().section() + " " + plugin.id(), plugin);
            if (other != null) {
                faults.add(Faults.user("SW-D104", plugin.source().location(),
                        "two plugins of " + plugin.kind().place() + " are called \"" + plugin.id() + "\"",
                        other.className() + " in " + other.source().location() + "\n" + plugin.className() + " in "
                                + plugin.source().location()
                                + "\ntake one of them away"));
            }
        }
    }
}
