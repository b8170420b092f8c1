package io.strapwork.runtime.catalogue;

import io.strapwork.api.plugin.StrapworkException;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

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
    private final Function<Faults, ClassPathIndexes> indexes;
    private final Mode mode;
    private final Faults faults = new Faults();

    private Discovery(ClassLoader host, Function<Faults, ClassPathIndexes> indexes, Mode mode) {
        this.host = host;
        this.indexes = indexes;
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
        return new Discovery(host, faults -> ClassPathIndexes.of(host, faults), mode).discover(pluginFolders);
    }

    /**
     * As {@link #discover(ClassLoader, List)} for a host of which only a part can have plugins: to look for indexes in all jars of a class path means to open each of them.
     *
     * @param places jars and folders of that part; plugins are loaded by the host
     */
    public static Catalogue discover(ClassLoader host, List<Path> places, List<Path> pluginFolders) {
        return new Discovery(host, faults -> ClassPathIndexes.of(places, faults), Mode.AUTO).discover(pluginFolders);
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
        ClassPathIndexes found = indexes.apply(faults);
        if (mode != Mode.SCAN) {
            found.contents().forEach((location, bytes) -> gather(plugins, () -> IndexFile.parse(bytes, new PluginSource(location, host))));
        }
        if (mode != Mode.INDEX) {
            Set<String> scanned = new LinkedHashSet<>(found.marked());
            scanned.addAll(folders());
            if (mode == Mode.SCAN) {
                scanned.addAll(found.contents().keySet());
            } else {
                scanned.removeAll(found.contents().keySet());
            }
            if (!scanned.isEmpty()) {
                var sources = new ArrayList<PluginSource>();
                scanned.forEach(location -> sources.add(new PluginSource(location, host)));
                gather(plugins, () -> ClassScan.of(sources));
            }
        }
        return plugins;
    }

    /** Folders on the class path of the loader. */
    private Set<String> folders() {
        var folders = new LinkedHashSet<String>();
        if (host instanceof URLClassLoader urls) {
            for (URL url : urls.getURLs()) {
                if (url.getProtocol().equals("file") && url.getPath().endsWith("/")) {
                    folders.add(ClassPathIndexes.location(url, ""));
                }
            }
        } else if (host == ClassLoader.getSystemClassLoader()) {
            for (String element : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
                if (!element.endsWith(".jar") && !element.isEmpty() && Files.isDirectory(Path.of(element))) {
                    folders.add(ClassPathIndexes.normal(Path.of(element)));
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
                faults.add(Faults.user(NO_JARS, folder.toString(), "the plugin folder contains no jar",
                        "build the plugin (mvn package) and name the folder of its jar"));
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            faults.add(Faults.user(NO_JARS, folder.toString(),
                    Files.isDirectory(folder) ? "the plugin folder can't be read" : "the plugin folder does not exist",
                    "set --plugins to a folder of jars"));
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
                                + ", but they are " + other.type(),
                        "give the kind a section of its own in its @PluginKind, or remove the jar from the folder"));
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
                                + "\nremove one of them"));
            }
        }
    }
}
