package io.strapwork.processor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles sources with the processor and keeps what it said. */
record InMemoryCompilation(boolean good, List<String> messages, Path output) {
    /** A type with its keyword, an annotation, a name, a value. */
    private static final Pattern ELEMENT = Pattern.compile("(?:class|record|@?interface|enum)\\s+\\w+|@?[\\w$]+|\"[^\"]*\"|\\{[^}]*\\}");

    /** @param sources each a whole file; its class is found by its first {@code class}, {@code record}, {@code interface} or {@code enum} that is public, else the first */
    static InMemoryCompilation of(Path output, String... sources) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        var files = new ArrayList<JavaFileObject>();
        for (String source : sources) {
            files.add(new Source(source));
        }
        try (var manager = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            var options = List.of("-d", output.toString(), "-classpath",
                    output + java.io.File.pathSeparator + System.getProperty("java.class.path"), "-Xlint:none");
            var task = compiler.getTask(null, manager, diagnostics, options, null, files);
            task.setProcessors(List.of(new PluginProcessor()));
            boolean good = task.call();
            var messages = new ArrayList<String>();
            for (Diagnostic<? extends JavaFileObject> each : diagnostics.getDiagnostics()) {
                if (each.getKind() == Diagnostic.Kind.ERROR) {
                    messages.add(place(each) + each.getMessage(Locale.ROOT));
                }
            }
            return new InMemoryCompilation(good, messages, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Line, column, and what stands there: that is what an editor underlines. */
    private static String place(Diagnostic<? extends JavaFileObject> each) throws IOException {
        if (each.getSource() == null || each.getPosition() == Diagnostic.NOPOS) {
            return "nowhere: ";
        }
        String text = each.getSource().getCharContent(true).toString();
        var element = ELEMENT.matcher(text).region((int) each.getPosition(), text.length());
        return each.getLineNumber() + ":" + each.getColumnNumber() + " " + (element.lookingAt() ? element.group() : "?") + ": ";
    }

    String index() {
        try {
            return Files.readString(output.resolve(IndexText.PATH));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///" + name(text) + ".java"), Kind.SOURCE);
            this.text = text;
        }

        private static String name(String text) {
            var matcher = Pattern
                    .compile("(?m)^(?:public )?(?:(?:final|abstract) )*(?:class|record|@?interface|enum) (\\w+)").matcher(text);
            if (!matcher.find()) {
                throw new IllegalArgumentException(text);
            }
            var place = Pattern.compile("package ([\\w.]+);").matcher(text);
            return (place.find() ? place.group(1).replace('.', '/') + "/" : "") + matcher.group(1);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
