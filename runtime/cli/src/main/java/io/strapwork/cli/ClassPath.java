package io.strapwork.cli;

import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where plugins are looked for in this process. */
final class ClassPath {
    /** Set by the launcher: a folder of jars on the class path that hold no plugins. They need not be opened, since their classes are in the AOT cache. */
    static final String LIBRARIES = "strapwork.libraries";

    private ClassPath() {}

    /** What the class path and the plugin folders hold. */
    static Catalogue discover(List<Path> pluginFolders) {
        ClassLoader host = ClassPath.class.getClassLoader();
        String libraries = System.getProperty(LIBRARIES, "");
        if (libraries.isEmpty() || host != ClassLoader.getSystemClassLoader()) {
            return Discovery.discover(host, pluginFolders);
        }
        URL[] places = outside(libraries, System.getProperty("java.class.path", ""));
        try (var loader = new URLClassLoader("places", places, null)) {
            return Discovery.discover(host, loader, pluginFolders);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The elements of a class path that are not in a folder. */
    static URL[] outside(String folder, String classPath) {
        var places = new ArrayList<URL>();
        Path libraries = Path.of(folder);
        for (String element : classPath.split(File.pathSeparator, -1)) {
            Path path = Path.of(element);
            if (!libraries.equals(path.getParent())) {
                try {
                    places.add(path.toUri().toURL());
                } catch (MalformedURLException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return places.toArray(URL[]::new);
    }
}
