package io.strapwork.processor;

import io.strapwork.api.plugin.Options;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.tools.Diagnostic;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * Checks plugins and options records while they are compiled and writes {@code META-INF/strapwork/plugins.idx}: always, whole and sorted, so that "no plugins here" is a
 * fact too. It generates no code.
 */
@SupportedAnnotationTypes("*")
public final class PluginProcessor extends AbstractProcessor {
    private final Map<String, IndexEntry> entries = new HashMap<>();
    private final Map<String, TypeElement> owners = new HashMap<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private final Set<String> optionsSeen = new LinkedHashSet<>();
    private boolean failed;

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        Findings findings = (element, annotation, value, message) -> {
            failed = true;
            processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, message, element, annotation, value);
        };
        var check = new PluginCheck(processingEnv, findings);
        for (TypeElement annotation : sorted(annotations)) {
            PluginCheck.kindOf(annotation).ifPresent(kind -> {
                for (Element element : round.getElementsAnnotatedWith(annotation)) {
                    if (element instanceof TypeElement plugin) {
                        add(plugin, annotation, check.check(plugin, annotation, kind), findings);
                    }
                }
            });
        }
        for (Element element : round.getElementsAnnotatedWith(Options.class)) {
            if (element instanceof TypeElement record && optionsSeen.add(record.getQualifiedName().toString())) {
                new OptionsCheck(processingEnv, findings).check(record, Optional.empty());
            }
        }
        for (Element root : round.getRootElements()) {
            seen.add(binaryName(root));
        }
        if (round.processingOver() && !failed && !round.errorRaised()) {
            write(check);
        }
        return false;
    }

    private void add(TypeElement plugin, TypeElement annotation, Optional<IndexEntry> entry, Findings findings) {
        String name = binaryName(plugin);
        if (owners.containsKey(name)) {
            findings.error(plugin, mirror(plugin, annotation), null,
                    plugin.getSimpleName() + " has two plugin annotations; a class is one plugin");
            return;
        }
        owners.put(name, plugin);
        entry.ifPresent(described -> {
            for (IndexEntry other : entries.values()) {
                if (other.kind().section().equals(described.kind().section()) && other.id().equals(described.id())) {
                    findings.error(plugin, mirror(plugin, annotation), value(mirror(plugin, annotation), "id"),
                            "id \"" + described.id() + "\" is taken: " + other.className() + " has it in "
                                    + PluginCheck.place(described.kind().section())
                                    + " already");
                    return;
                }
            }
            entries.put(name, described);
        });
    }

    private static @Nullable AnnotationMirror mirror(TypeElement plugin, TypeElement annotation) {
        for (AnnotationMirror mirror : plugin.getAnnotationMirrors()) {
            if (mirror.getAnnotationType().asElement().equals(annotation)) {
                return mirror;
            }
        }
        return null;
    }

    private static @Nullable AnnotationValue value(@Nullable AnnotationMirror mirror, String name) {
        if (mirror != null) {
            for (var element : mirror.getElementValues().entrySet()) {
                if (element.getKey().getSimpleName().contentEquals(name)) {
                    return element.getValue();
                }
            }
        }
        return null;
    }

    /**
     * Writes the index whole. When the compiler was given only a part of the sources, plugins of the other part are described again from their class files, as long as
     * those are still there.
     */
    private void write(PluginCheck check) {
        var all = new LinkedHashMap<String, IndexEntry>(entries);
        for (String name : earlier()) {
            if (!all.containsKey(name) && !seen.contains(topLevel(name)) && isInOutput(name)) {
                again(name, check).ifPresent(entry -> all.put(name, entry));
            }
        }
        try {
            var file = processingEnv.getFiler().createResource(StandardLocation.CLASS_OUTPUT, "", IndexText.PATH,
                    owners.values().toArray(Element[]::new));
            try (Writer writer = file.openWriter()) {
                writer.write(IndexText.of(apiVersion(), List.copyOf(all.values())));
            }
        } catch (IOException e) {
            processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, "can't write " + IndexText.PATH + ": " + e.getMessage());
        }
    }

    private Optional<IndexEntry> again(String name, PluginCheck check) {
        TypeElement plugin = processingEnv.getElementUtils().getTypeElement(name.replace('$', '.'));
        if (plugin == null) {
            return Optional.empty();
        }
        for (var mirror : plugin.getAnnotationMirrors()) {
            var annotation = (TypeElement) mirror.getAnnotationType().asElement();
            var kind = PluginCheck.kindOf(annotation);
            if (kind.isPresent()) {
                return check.describe(plugin, annotation, kind.get());
            }
        }
        return Optional.empty();
    }

    /** Plugin classes that the index of the last compilation names. */
    private List<String> earlier() {
        var names = new ArrayList<String>();
        try {
            CharSequence text = processingEnv.getFiler().getResource(StandardLocation.CLASS_OUTPUT, "", IndexText.PATH)
                    .getCharContent(true);
            for (String line : text.toString().split("\n")) {
                String[] words = line.split(" ");
                if (words.length == 4 && words[0].equals("plugin")) {
                    names.add(words[3]);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return List.of();
        }
        return names;
    }

    private boolean isInOutput(String name) {
        int dot = name.lastIndexOf('.');
        try {
            var file = processingEnv.getFiler().getResource(StandardLocation.CLASS_OUTPUT, dot < 0 ? "" : name.substring(0, dot),
                    name.substring(dot + 1) + ".class");
            file.openInputStream().close();
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Of the API that the plugins are compiled against, which need not be the one that this processor was. */
    private String apiVersion() {
        TypeElement version = processingEnv.getElementUtils().getTypeElement("io.strapwork.api.plugin.ApiVersion");
        if (version != null) {
            for (Element element : version.getEnclosedElements()) {
                if (element instanceof VariableElement field && field.getSimpleName().contentEquals("TEXT")
                        && field.getConstantValue() instanceof String text) {
                    return text;
                }
            }
        }
        return "1.0";
    }

    private String binaryName(Element element) {
        return element instanceof TypeElement type ? processingEnv.getElementUtils().getBinaryName(type).toString() : element.toString();
    }

    private static String topLevel(String binaryName) {
        int dollar = binaryName.indexOf('$');
        return dollar < 0 ? binaryName : binaryName.substring(0, dollar);
    }

    private static List<TypeElement> sorted(Set<? extends TypeElement> annotations) {
        var sorted = new ArrayList<TypeElement>(annotations);
        sorted.sort(Comparator.comparing(annotation -> annotation.getQualifiedName().toString()));
        return sorted;
    }
}
