package io.strapwork.cli.lab;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A plugin jar of one class {@code lab.NAME}, compiled without the processor, so that it has no index. */
public final class PluginJar {
    private static final String HEAD = "package lab; import io.strapwork.api.address.*; import io.strapwork.api.fetch.*; import io.strapwork.api.machine.*; "
            + "import io.strapwork.api.plugin.*; import io.strapwork.api.stack.*; import io.strapwork.api.time.*; import io.strapwork.api.transport.*; "
            + "import io.netty.buffer.*; import jakarta.inject.*; import java.util.*;\n";

    private PluginJar() {}

    /** Writes {@code NAME.jar} into a folder of its own, for {@code --plugins}. */
    public static Path folder(Path parent, String name, String source) throws IOException {
        Path classes = Files.createDirectories(parent.resolve(name + "-classes"));
        compile(name, source, classes);
        Path folder = Files.createDirectories(parent.resolve(name + "-plugins"));
        try (var jar = new JarOutputStream(Files.newOutputStream(folder.resolve(name + ".jar"))); Stream<Path> all = Files.walk(classes)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                jar.write(Files.readAllBytes(file));
                jar.closeEntry();
            }
        }
        return folder;
    }

    private static void compile(String name, String source, Path classes) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var unit = new SimpleJavaFileObject(URI.create("string:///lab/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return HEAD + source;
            }
        };
        var said = new StringWriter();
        List<String> options = List.of("-d", classes.toString(), "-classpath", System.getProperty("java.class.path"), "-proc:none",
                "-Xlint:none");
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            if (!compiler.getTask(said, files, null, options, null, List.of(unit)).call()) {
                throw new IllegalArgumentException(said.toString());
            }
        }
    }
}
