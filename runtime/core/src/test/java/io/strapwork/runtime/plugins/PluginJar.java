package io.strapwork.runtime.plugins;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Builds plugin jars from sources, with or without the processor. */
public final class PluginJar {
    private static final String IMPORTS = "import io.strapwork.api.address.*; import io.strapwork.api.bus.*; import io.strapwork.api.fetch.*; import io.strapwork.api.handoff.*; "
            + "import io.strapwork.api.link.*; import io.strapwork.api.load.*; import io.strapwork.api.machine.*; import io.strapwork.api.plugin.*; import io.strapwork.api.stack.*; "
            + "import io.strapwork.api.time.*; import io.strapwork.api.transport.*; import io.strapwork.api.trust.*; import jakarta.inject.*; import java.util.*; "
            + "import java.util.random.RandomGenerator; import java.time.Duration; import java.nio.file.Path; import java.net.URI; import io.netty.bootstrap.Bootstrap; ";
    private static final Pattern TYPE = Pattern
            .compile("(?m)^(?:@\\w+(?:\\([^)]*\\))? )*public (?:(?:final|abstract) )*(?:class|record|@?interface|enum) (\\w+)");

    /** The jars of the class path are opened and listed once for all compilations, of which there is one at a time. */
    private static final StandardJavaFileManager JARS = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, Locale.ROOT,
            null);

    private final List<String> sources = new ArrayList<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Manifest manifest = new Manifest();
    private final List<Path> libraries = new ArrayList<>();
    private boolean processed = true;

    public PluginJar() {
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    }

    /** A public class in the package {@code demo}; all of the API is imported. */
    public PluginJar with(String source) {
        sources.add(source);
        return this;
    }

    public PluginJar with(String entry, byte[] bytes) {
        files.put(entry, bytes);
        return this;
    }

    /** Compiles against a folder of classes, before all others, and packs them. */
    public PluginJar library(Path classes) {
        libraries.add(classes);
        try (Stream<Path> all = Files.walk(classes)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(classes.relativize(file).toString().replace(File.separatorChar, '/'), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public PluginJar manifest(String name, String value) {
        manifest.getMainAttributes().putValue(name, value);
        return this;
    }

    /** As if the author had not used the processor. */
    public PluginJar withoutProcessor() {
        processed = false;
        return this;
    }

    /** Compiles into a new folder. */
    public Path folder(Path parent, String name) {
        try {
            Path classes = Files.createDirectories(parent.resolve(name));
            if (!sources.isEmpty()) {
                compile(classes);
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path target = classes.resolve(file.getKey());
                Files.createDirectories(target.getParent());
                Files.write(target, file.getValue());
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles and packs. */
    public Path jar(Path parent, String name) {
        Path classes = folder(parent, name + ".classes");
        Path jar = parent.resolve(name);
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest); Stream<Path> all = Files.walk(classes)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                out.write(Files.readAllBytes(file));
                out.closeEntry();
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compile(Path classes) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var files = new ArrayList<JavaFileObject>();
        for (String source : sources) {
            files.add(source(source));
        }
        var options = new ArrayList<>(
                List.of("-d", classes.toString(), "-classpath", classPath(), "-Xlint:none"));
        options.addAll(processed ? List.of("-processor", "io.strapwork.processor.PluginProcessor") : List.of("-proc:none"));
        var said = new StringWriter();
        if (!compiler.getTask(said, JARS, null, options, null, files).call()) {
            throw new IllegalArgumentException(said.toString());
        }
    }

    private String classPath() {
        var elements = new ArrayList<String>();
        libraries.forEach(library -> elements.add(library.toString()));
        elements.add(System.getProperty("java.class.path"));
        return String.join(File.pathSeparator, elements);
    }

    private static JavaFileObject source(String text) {
        var type = TYPE.matcher(text);
        if (!type.find()) {
            throw new IllegalArgumentException("no public type: " + text);
        }
        return new SimpleJavaFileObject(URI.create("string:///demo/" + type.group(1) + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return "package demo; " + IMPORTS + text;
            }
        };
    }
}
