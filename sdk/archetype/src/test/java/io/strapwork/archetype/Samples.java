package io.strapwork.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The samples that are projects of their own. */
final class Samples {
    private Samples() {}

    static List<Path> all() throws IOException {
        try (Stream<Path> folders = Files.list(Project.ROOT.resolve("samples"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml"))).sorted().toList();
        }
    }
}
