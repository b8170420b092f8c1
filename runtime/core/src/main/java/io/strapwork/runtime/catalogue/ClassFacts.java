package io.strapwork.runtime.catalogue;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.Rest;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.Summary;
import io.strapwork.runtime.catalogue.PluginDescriptor.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads from class files what the processor would have written into an index. One for each jar; not shared by threads. */
final class ClassFacts {
    private static final String INJECT = "jakarta.inject.Inject";
    private static final String NAMED = "jakarta.inject.Named";

    /** Records that include others twice would make of some lines more than fit anywhere. */
    private static final int MOST_OPTIONS = 1000;
    private final PluginSource source;
    private final Map<String, Optional<ClassModel>> models = new HashMap<>();
    private int included;

    ClassFacts(PluginSource source) {
        this.source = source;
    }

    /** The kind that an annotation stands for; empty for any other annotation. */
    Optional<Kind> kind(String annotation) {
        if (annotation.startsWith("java.") || annotation.startsWith("org.jspecify.")) {
            return Optional.empty();
        }
        return model(annotation).flatMap(model -> annotation(model, PluginKind.class.getName())).flatMap(ClassFacts::kind);
    }

    private static Optional<Kind> kind(Annotation kind) {
        Optional<Room> room = Optional.empty();
        String type = "";
        String further = "";
        String noun = "plugin";
        for (AnnotationElement element : kind.elements()) {
            switch (element.value()) {
                case AnnotationValue.OfEnum constant -> room = room(constant.constantName().stringValue());
                case AnnotationValue.OfClass named -> type = name(named.classSymbol());
                case AnnotationValue.OfString text when element.name().equalsString("section") -> further = text.stringValue();
                case AnnotationValue.OfString text when element.name().equalsString("noun") -> noun = text.stringValue();
                default -> {
                    // Of a later API.
                }
            }
        }
        return room.isEmpty() || type.isEmpty() ? Optional.empty() : Optional.of(new Kind(room.get(), further, type, noun));
    }

    private static Optional<Room> room(String constant) {
        for (Room room : Room.values()) {
            if (room.name().equals(constant)) {
                return Optional.of(room);
            }
        }
        return Optional.empty();
    }

    /**
     * @throws IllegalArgumentException when the class file is broken
     * @throws io.strapwork.api.plugin.StrapworkException when its annotation or options are not as the processor would have it
     */
    PluginDescriptor describe(String className, byte[] bytes) {
        ClassModel model = ClassFile.of().parse(bytes);
        for (Annotation annotation : annotations(model)) {
            String marked = name(annotation.classSymbol());
            Optional<Kind> kind = kind(marked);
            if (kind.isPresent()) {
                var facts = facts(annotation, marked);
                List<String> id = facts.remove("id");
                if (id == null || id.size() != 1 || !Names.isId(id.getFirst())) {
                    throw wrong(className, "its id must be lower-case letters, digits and hyphens");
                }
                if (!kind.get().further().isEmpty() && !Names.isId(kind.get().further())) {
                    throw wrong(className, "the section of its kind must be lower-case letters, digits and hyphens");
                }
                return new PluginDescriptor(kind.get(), id.getFirst(), className, marked, source, facts, asks(model),
                        options(className, model));
            }
        }
        throw new IllegalArgumentException("not a plugin: " + className);
    }

    private io.strapwork.api.plugin.StrapworkException wrong(String className, String reason) {
        return Faults.user("SW-D110", source.location(), className + " is not a valid plugin: " + reason,
                "compile it with strapwork-processor for details").asException();
    }

    private Map<String, List<String>> facts(Annotation annotation, String kind) {
        var facts = new LinkedHashMap<String, List<String>>();
        model(kind).ifPresent(model -> {
            for (MethodModel element : model.methods()) {
                element.findAttribute(Attributes.annotationDefault())
                        .ifPresent(attribute -> facts.put(element.methodName().stringValue(), words(attribute.defaultValue())));
            }
        });
        for (AnnotationElement element : annotation.elements()) {
            facts.put(element.name().stringValue(), words(element.value()));
        }
        return facts;
    }

    private static List<String> words(AnnotationValue value) {
        if (value instanceof AnnotationValue.OfArray array) {
            var words = new ArrayList<String>();
            array.values().forEach(item -> words.add(word(item)));
            return List.copyOf(words);
        }
        return List.of(word(value));
    }

    private static String word(AnnotationValue value) {
        return switch (value) {
            case AnnotationValue.OfString text -> text.stringValue();
            case AnnotationValue.OfEnum constant -> constant.constantName().stringValue();
            case AnnotationValue.OfClass type -> name(type.classSymbol());
            case AnnotationValue.OfConstant constant -> String.valueOf(constant.resolvedValue());
            default -> value.toString();
        };
    }

    /** Empty when it has no constructor that is the one to call: whoever makes it complains. */
    private static Optional<List<Parameter>> asks(ClassModel plugin) {
        List<MethodModel> all = plugin.methods().stream().filter(method -> method.methodName().equalsString("<init>")).toList();
        List<MethodModel> marked = all.stream().filter(method -> annotation(method, INJECT)).toList();
        if (marked.isEmpty() && all.size() == 1 && all.getFirst().methodTypeSymbol().parameterCount() == 0) {
            return Optional.of(List.of());
        }
        return marked.size() == 1 ? Optional.of(asks(marked.getFirst())) : Optional.empty();
    }

    private static List<Parameter> asks(MethodModel constructor) {
        List<List<Annotation>> annotations = constructor.findAttribute(Attributes.runtimeVisibleParameterAnnotations())
                .map(attribute -> attribute.parameterAnnotations()).orElse(List.of());
        var asks = new ArrayList<Parameter>();
        for (ClassDesc type : constructor.methodTypeSymbol().parameterList()) {
            Optional<Annotation> named = asks.size() < annotations.size() ? find(annotations.get(asks.size()), NAMED) : Optional.empty();
            asks.add(new Parameter(name(type), named.filter(its -> !its.elements().isEmpty())
                    .map(its -> word(its.elements().getFirst().value())).orElse("")));
        }
        return asks;
    }

    private Optional<OptionsDescriptor> options(String className, ClassModel plugin) {
        for (MethodModel method : plugin.methods()) {
            if (method.methodName().equalsString("<init>") && annotation(method, INJECT)) {
                for (ClassDesc parameter : method.methodTypeSymbol().parameterList()) {
                    if (parameter.isClassOrInterface()) {
                        Optional<ClassModel> record = model(name(parameter))
                                .filter(model -> annotation(model, Options.class.getName()).isPresent());
                        if (record.isPresent()) {
                            return Optional.of(options(className, name(parameter), record.get()));
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    private OptionsDescriptor options(String className, String recordName, ClassModel record) {
        var options = new ArrayList<OptionDescriptor>();
        addOptions(className, recordName, record, options, List.of());
        return new OptionsDescriptor(recordName, options);
    }

    private void addOptions(String className, String recordName, ClassModel record, List<OptionDescriptor> options, List<String> outer) {
        var attribute = record.findAttribute(Attributes.record()).orElseThrow(() -> wrong(className, recordName + " is not a record"));
        var within = new ArrayList<String>(outer);
        within.add(recordName);
        for (RecordComponentInfo component : attribute.components()) {
            String name = component.name().stringValue();
            String typeName = name(component.descriptorSymbol());
            Optional<ClassModel> other = model(typeName).filter(model -> annotation(model, Options.class.getName()).isPresent());
            if (other.isPresent()) {
                if (++included > MOST_OPTIONS) {
                    throw wrong(className, "it includes more than " + MOST_OPTIONS + " records of options");
                }
                if (within.contains(typeName)) {
                    throw wrong(className, recordName + " includes itself");
                }
                addOptions(className, typeName, other.get(), options, within);
                continue;
            }
            OptionType type = new ScannedTypes(this::enumNames).type(component)
                    .orElseThrow(() -> wrong(className, "option " + name + " has a type that options can't have"));
            if (text(component, Rest.class.getName()).isPresent()) {
                type = type instanceof OptionType.Named map ? new OptionType.Rest(map.value()) : type;
            }
            if (options.size() == MOST_OPTIONS) {
                throw wrong(className, "it has more than " + MOST_OPTIONS + " options");
            }
            options.add(new OptionDescriptor(kebab(name), type, text(component, Default.class.getName()),
                    new Bounds(text(component, Min.class.getName()), text(component, Max.class.getName())),
                    text(component, Summary.class.getName()).orElse("")));
        }
    }

    private List<String> enumNames(String type) {
        return model(type).map(ScannedTypes::enumNames).orElse(List.of());
    }

    static String kebab(String component) {
        var key = new StringBuilder(component.length() + 4);
        for (int i = 0; i < component.length(); i++) {
            char c = component.charAt(i);
            if (Character.isUpperCase(c)) {
                key.append(i == 0 ? "" : "-").append(Character.toLowerCase(c));
            } else {
                key.append(c);
            }
        }
        return key.toString();
    }

    private static Optional<String> text(RecordComponentInfo component, String annotation) {
        return component.findAttribute(Attributes.runtimeVisibleAnnotations())
                .flatMap(attribute -> find(attribute.annotations(), annotation))
                .map(found -> found.elements().isEmpty() ? "" : word(found.elements().getFirst().value()));
    }

    private static boolean annotation(MethodModel method, String name) {
        return method.findAttribute(Attributes.runtimeVisibleAnnotations()).flatMap(attribute -> find(attribute.annotations(), name))
                .isPresent();
    }

    private static Optional<Annotation> annotation(ClassModel model, String name) {
        return find(annotations(model), name);
    }

    private static Optional<Annotation> find(List<Annotation> annotations, String name) {
        return annotations.stream().filter(annotation -> name(annotation.classSymbol()).equals(name)).findFirst();
    }

    private static List<Annotation> annotations(ClassModel model) {
        return model.findAttribute(Attributes.runtimeVisibleAnnotations()).map(attribute -> attribute.annotations()).orElse(List.of());
    }

    /** The class file of a class that the plugin's loader would find; empty when there is none, or a broken one. */
    private Optional<ClassModel> model(String className) {
        return models.computeIfAbsent(className, name -> {
            ClassLoader loader = name.startsWith("io.strapwork.api.") ? PluginKind.class.getClassLoader() : source.loader();
            try (InputStream in = loader.getResourceAsStream(name.replace('.', '/') + ".class")) {
                return in == null ? Optional.empty() : Optional.of(ClassFile.of().parse(in.readAllBytes()));
            } catch (IOException | IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    static String name(ClassDesc type) {
        String descriptor = type.descriptorString();
        return descriptor.startsWith("L") ? descriptor.substring(1, descriptor.length() - 1).replace('/', '.') : descriptor;
    }
}
