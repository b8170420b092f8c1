package io.strapwork.archetype;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A project as the archetype makes it.
 *
 * @param folder of the project
 */
record Generated(Path folder, String name) {
    /** The class path is a hundred jars: they are opened and listed once for all compilations. Whoever uses it is alone. */
    private static final StandardJavaFileManager JARS = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null);
    static final Path TEMPLATES = Path.of("src/main/resources/archetype-resources");

    /** @param name the class name; its lower case is the id */
    static Generated of(String kind, String name, Path folder) throws IOException {
        Map<String, String> values = Map.of("${groupId}", "org.example", "${artifactId}", name.toLowerCase(), "${version}", "1.0-SNAPSHOT",
                "${package}", "org.example." + name.toLowerCase(), "${id}", name.toLowerCase(), "${className}", name, "${strapworkVersion}",
                Project.version());
        String packages = "/java/org/example/" + name.toLowerCase();
        copy(TEMPLATES.resolve("pom.xml"), folder, values);
        copy(TEMPLATES.resolve("gitignore"), folder, values);
        Files.move(folder.resolve("gitignore"), folder.resolve(".gitignore"));
        copyAll(TEMPLATES.resolve("kinds/" + kind + "/main"), folder.resolve("src/main" + packages), values);
        copyAll(TEMPLATES.resolve("kinds/" + kind + "/test"), folder.resolve("src/test" + packages), values);
        if (Files.isDirectory(TEMPLATES.resolve("kinds/" + kind + "/top"))) {
            copyAll(TEMPLATES.resolve("kinds/" + kind + "/top"), folder, values);
        }
        return new Generated(folder, name);
    }

    private static void copyAll(Path from, Path to, Map<String, String> values) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                copy(file, to, values);
            }
        }
    }

    private static void copy(Path file, Path to, Map<String, String> values) throws IOException {
        String text = Files.readString(file);
        String name = file.getFileName().toString();
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace(value.getKey(), value.getValue());
            name = name.replace("__" + value.getKey().substring(2, value.getKey().length() - 1) + "__", value.getValue());
        }
        String left = text.replace("${strapwork.version}", "");
        assertTrue(!left.contains("${") && !name.contains("__"), () -> file + " has a placeholder that nobody knows");
        assertTrue(text.lines().noneMatch(line -> line.contains("##") || line.strip().startsWith("#set")),
                () -> file + " has what Velocity would take for its own");
        Files.createDirectories(to);
        Files.writeString(to.resolve(name), text);
    }

    Path classes() {
        return folder.resolve("target/classes");
    }

    Path testClasses() {
        return folder.resolve("target/test-classes");
    }

    /** Compiles with the processor; no warnings are allowed. */
    void compile() throws IOException {
        compile(folder.resolve("src/main/java"), classes(), "");
        compile(folder.resolve("src/test/java"), testClasses(), classes().toString());
        try (Stream<Path> files = Files.list(folder)) { // the profile, which tests find beside their class as well
            for (Path profile : files.filter(file -> file.toString().endsWith(".toml")).toList()) {
                Files.copy(profile, testClasses().resolve("org/example/" + name.toLowerCase()).resolve(profile.getFileName()));
            }
        }
    }

    private static void compile(Path sources, Path to, String more) throws IOException {
        Files.createDirectories(to);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var options = new ArrayList<>(
                List.of("-d", to.toString(), "-cp", System.getProperty("java.class.path") + java.io.File.pathSeparator + more,
                        "-Xlint:all,-processing", "-parameters", "-processor", "io.strapwork.processor.PluginProcessor"));
        try (Stream<Path> found = Files.walk(sources)) {
            var said = new StringWriter();
            boolean right = compiler.getTask(said, JARS, null, options, null,
                    JARS.getJavaFileObjectsFromPaths(found.filter(file -> file.toString().endsWith(".java")).toList())).call();
            assertTrue(right, said::toString);
            assertEquals("", said.toString(), "the compiler warns");
        }
    }

    /** The project's classes on top of those of this test. */
    URLClassLoader loader() throws IOException {
        return new URLClassLoader(new URL[]{url(testClasses()), url(classes())}, Generated.class.getClassLoader());
    }

    private static URL url(Path path) throws IOException {
        return path.toUri().toURL();
    }

    List<String> testNames() throws IOException {
        try (Stream<Path> files = Files.walk(testClasses())) {
            return files.map(file -> testClasses().relativize(file).toString()).filter(file -> file.matches("[^$]*Tests\\.class"))
                    .map(file -> file.replace(".class", "").replace('/', '.')).sorted().toList();
        }
    }

    /** As {@code mvn package} makes it. */
    void jar(Path to) throws IOException {
        try (OutputStream out = Files.newOutputStream(to); var jar = new ZipOutputStream(out); Stream<Path> files = Files.walk(classes())) {
            files.filter(Files::isRegularFile).forEach(file -> {
                try {
                    jar.putNextEntry(new ZipEntry(classes().relativize(file).toString().replace('\\', '/')));
                    jar.write(Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** All files that were not made by compiling. */
    static List<String> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> !file.startsWith("target/")).sorted().toList();
        }
    }

    static String[] kinds() {
        String[] kinds = TEMPLATES.resolve("kinds").toFile().list();
        Arrays.sort(kinds);
        return kinds;
    }
}
