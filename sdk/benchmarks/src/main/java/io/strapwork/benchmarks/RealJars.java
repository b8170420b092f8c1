package io.strapwork.benchmarks;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The jars that {@code ./strapwork} runs, for discovery, which must be measured on many jars and not on the one of the benchmarks; the classes are the benchmarks' own.
 * {@code -Dstrapwork.lib} says where they are, when the working directory isn't the root of the tree.
 */
final class RealJars {
    private RealJars() {}

    static URLClassLoader loader() throws IOException {
        Path lib = Path.of(System.getProperty("strapwork.lib", "runtime/cli/target/strapwork/lib"));
        List<URL> jars = new ArrayList<>();
        try (var files = Files.newDirectoryStream(lib, "*.jar")) {
            for (Path file : files) {
                jars.add(file.toUri().toURL());
            }
        }
        return new URLClassLoader(jars.toArray(URL[]::new), RealJars.class.getClassLoader());
    }
}
