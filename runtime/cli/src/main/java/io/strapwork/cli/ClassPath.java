package io.strapwork.cli;

import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import java.io.File;
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
        return Discovery.discover(host, outside(libraries, System.getProperty("java.class.path", "")), pluginFolders);
    }

    /** The elements of a class path that are not in a folder. */
    private static List<Path> outside(String folder, String classPath) {
        String libraries = folder + File.separator;
        var outside = new ArrayList<Path>();
        for (String element : classPath.split(File.pathSeparator, -1)) {
            if (!element.startsWith(libraries) || element.indexOf(File.separator, libraries.length()) >= 0) {
                outside.add(Path.of(element));
            }
        }
        return outside;
    }
}
