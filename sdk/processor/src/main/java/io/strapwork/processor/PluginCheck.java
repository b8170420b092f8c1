package io.strapwork.processor;

import io.strapwork.api.machine.MemorySizes;
import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.Room;
import io.strapwork.processor.IndexEntry.OptionsEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;

/** Checks one plugin class and describes it for the index. */
final class PluginCheck {
    static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*(_[a-z0-9]+(-[a-z0-9]+)*)*");
    private static final String PROTOCOL = "io.strapwork.api.fetch.BootProtocol";
    private static final int LONGEST_ID = 64;
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");
    private static final Pattern MAGIC = Pattern.compile("[0-9]{1,9}:([0-9a-fA-F]{2})+");

    private final ProcessingEnvironment environment;
    private final Findings findings;

    PluginCheck(ProcessingEnvironment environment, Findings findings) {
        this.environment = environment;
        this.findings = findings;
    }

    /**
     * What a kind's annotation says with {@link PluginKind}.
     *
     * @param further the section below the room's; empty for the room's own
     */
    record Kind(Room room, String further, TypeMirror type, String noun) {
        /** As profiles have it: {@code "link"}, {@code "link.disk"}. */
        String section() {
            return room.section() + (further.isEmpty() ? "" : "." + further);
        }

        String place() {
            return PluginCheck.place(section());
        }

        /** Whether it is the kind with that interface. */
        boolean is(String type) {
            return type().toString().equals(type);
        }
    }

    /** For messages: {@code "the link room"}, {@code "[link.disk]"}. */
    static String place(String section) {
        return section.contains(".") ? "[" + section + "]" : "the " + section + " room";
    }

    /** What {@link PluginKind} says on an annotation, if it is there. */
    static Optional<Kind> kindOf(TypeElement annotation) {
        for (AnnotationMirror mirror : annotation.getAnnotationMirrors()) {
            var type = (TypeElement) mirror.getAnnotationType().asElement();
            if (type.getQualifiedName().contentEquals(PluginKind.class.getName())) {
                Room room = null;
                TypeMirror plugin = null;
                String further = "";
                String noun = "plugin";
                for (var element : mirror.getElementValues().entrySet()) {
                    switch (element.getValue().getValue()) {
                        case VariableElement constant -> room = Room.valueOf(constant.getSimpleName().toString());
                        case TypeMirror named -> plugin = named;
                        case String text when element.getKey().getSimpleName().contentEquals("section") -> further = text;
                        case String text -> noun = text;
                        default -> {
                            // The compiler complains.
                        }
                    }
                }
                if (room != null && plugin != null) {
                    return Optional.of(new Kind(room, further, plugin, noun));
                }
            }
        }
        return Optional.empty();
    }

    /** Checks all that can be wrong with the class; the entry is there when it is good enough to be described. */
    Optional<IndexEntry> check(TypeElement plugin, TypeElement annotation, Kind kind) {
        String name = plugin.getSimpleName().toString();
        if (plugin.getKind() != ElementKind.CLASS) {
            findings.error(plugin, "@" + annotation.getSimpleName() + " belongs on a class; " + name + " is " + article(plugin.getKind()));
            return Optional.empty();
        }
        checkShape(plugin, name, kind);
        Map<String, List<String>> facts = facts(plugin, annotation);
        checkFacts(plugin, annotation, kind, facts);
        checkFields(plugin);
        new ConstructorCheck(environment, findings).check(plugin, kind, facts);
        return describe(plugin, annotation, kind);
    }

    private void checkShape(TypeElement plugin, String name, Kind kind) {
        var types = environment.getTypeUtils();
        if (!types.isAssignable(types.erasure(plugin.asType()), types.erasure(kind.type()))) {
            findings.error(plugin,
                    name + " must implement " + types.erasure(kind.type()) + ", as every plugin of " + kind.place() + " does");
        }
        if (plugin.getModifiers().contains(Modifier.ABSTRACT)) {
            findings.error(plugin, name + " is abstract; a plugin must be a concrete class");
        }
        if (plugin.getNestingKind().isNested() && !plugin.getModifiers().contains(Modifier.STATIC)) {
            findings.error(plugin, name + " is an inner class; make it static, or move it to a file of its own");
            return;
        }
        for (Element outer = plugin; outer instanceof TypeElement type; outer = outer.getEnclosingElement()) {
            if (!type.getModifiers().contains(Modifier.PUBLIC)) {
                findings.error(plugin,
                        type == plugin
                                ? name + " must be public"
                                : name + " is hidden in " + type.getSimpleName() + ", which is not public");
                return;
            }
        }
    }

    private void checkFacts(TypeElement plugin, TypeElement annotation, Kind kind, Map<String, List<String>> facts) {
        facts.forEach((fact, values) -> values.forEach(value -> {
            String wrong = switch (fact) {
                case "id" -> value.length() > LONGEST_ID
                        ? "an id can have " + LONGEST_ID + " characters, but this one has " + value.length()
                        : ID.matcher(value).matches()
                                ? ""
                                : "id \"" + value
                                        + "\" must be lower-case letters and digits, with hyphens between them, as in \"virtio-ccw\"";
                case "schemes" -> SCHEME.matcher(value).matches()
                        ? ""
                        : "scheme \"" + value + "\" must be a URI scheme in lower case, as in \"https\"";
                case "magics" -> MAGIC.matcher(value).matches()
                        ? ""
                        : "magic \"" + value + "\" must be a byte offset and hexadecimal bytes, as in \"0:7f454c46\"";
                case "architecture", "architectures" -> architecture(value);
                case "over", "provides", "bus", "buses", "formats", "contract" -> ID.matcher(value).matches()
                        ? fact.equals("over") ? swapped(value) : ""
                        : fact + " \"" + value + "\" must be lower-case letters and digits, with hyphens between them";
                case "memory" -> memory(value);
                default -> "";
            };
            if (!wrong.isEmpty()) {
                tell(plugin, annotation, fact, value, wrong);
            }
        }));
        if (!facts.containsKey("id")) {
            findings.error(annotation, "@" + annotation.getSimpleName() + " is a plugin kind and must have an element String id()");
        }
        if (!kind.further().isEmpty() && !ID.matcher(kind.further()).matches()) {
            findings.error(annotation,
                    "section \"" + kind.further() + "\" must be lower-case letters and digits, with hyphens between them");
        }
        if (kind.is(PROTOCOL) && facts.getOrDefault("schemes", List.of("")).isEmpty()) {
            tell(plugin, annotation, "schemes", "", "a protocol must serve at least one scheme");
        }
    }

    /** Others may provide transports of any name, but hardly one that is a known name with its letters swapped. */
    private static String swapped(String value) {
        return Stream.of("host", "ip", "tcp", "tls", "udp").filter(known -> !known.equals(value) && sorted(known).equals(sorted(value)))
                .findFirst().map(known -> "over \"" + value + "\" names no transport; did you mean \"" + known + "\"?").orElse("");
    }

    private static List<Integer> sorted(String word) {
        return word.chars().sorted().boxed().toList();
    }

    private static String memory(String value) {
        try {
            MemorySizes.parse(value);
            return "";
        } catch (IllegalArgumentException e) {
            return "memory: " + e.getMessage();
        }
    }

    /** At the value in the annotation, where it was written; else at the annotation, whose default it is. */
    private void tell(TypeElement plugin, TypeElement annotation, String fact, String word, String message) {
        for (AnnotationMirror mirror : plugin.getAnnotationMirrors()) {
            if (((DeclaredType) mirror.getAnnotationType()).asElement().equals(annotation)) {
                AnnotationValue guilty = null;
                for (var element : mirror.getElementValues().entrySet()) {
                    if (element.getKey().getSimpleName().contentEquals(fact)) {
                        guilty = item(element.getValue(), word);
                    }
                }
                findings.error(plugin, mirror, guilty, message);
                return;
            }
        }
        findings.error(plugin, message);
    }

    private AnnotationValue item(AnnotationValue value, String word) {
        if (value.getValue() instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof AnnotationValue item && word(item).equals(word)) {
                    return item;
                }
            }
        }
        return value;
    }

    private static String architecture(String value) {
        if (io.strapwork.api.machine.Architecture.byId(value).isPresent()) {
            return "";
        }
        var known = new java.util.StringJoiner(", ");
        for (var architecture : io.strapwork.api.machine.Architecture.values()) {
            known.add(architecture.id());
        }
        return "architecture \"" + value + "\" is not one of " + known;
    }

    private void checkFields(TypeElement plugin) {
        for (Element element : plugin.getEnclosedElements()) {
            if (element.getKind() == ElementKind.FIELD && element.getModifiers().contains(Modifier.STATIC)
                    && !element.getModifiers().contains(Modifier.FINAL)) {
                findings.error(element, "static field " + element.getSimpleName()
                        + " is mutable, and concurrent boots would share it; make it final or an instance field");
            }
        }
    }

    /** The entry, without any check; empty when the class is too wrong to have one. */
    Optional<IndexEntry> describe(TypeElement plugin, TypeElement annotation, Kind kind) {
        var facts = new LinkedHashMap<>(facts(plugin, annotation));
        List<String> id = facts.remove("id");
        if (id == null || id.size() != 1) {
            return Optional.empty();
        }
        Optional<OptionsEntry> options = ConstructorCheck.optionsOf(plugin)
                .flatMap(record -> new OptionsCheck(environment, findings).describe(record));
        var elements = environment.getElementUtils();
        var marked = new IndexEntry.Marked(kind.section(), elements.getBinaryName(annotation).toString(), word(kind.type()), kind.noun());
        return Optional.of(new IndexEntry(marked, id.getFirst(), elements.getBinaryName(plugin).toString(), facts,
                new ConstructorCheck(environment, findings).asks(plugin), options));
    }

    /** All elements of the annotation, in the order it declares them, given or by default. */
    private Map<String, List<String>> facts(TypeElement plugin, TypeElement annotation) {
        var facts = new LinkedHashMap<String, List<String>>();
        for (AnnotationMirror mirror : plugin.getAnnotationMirrors()) {
            if (((DeclaredType) mirror.getAnnotationType()).asElement().equals(annotation)) {
                var values = environment.getElementUtils().getElementValuesWithDefaults(mirror);
                for (Element element : annotation.getEnclosedElements()) {
                    AnnotationValue value = element.getKind() == ElementKind.METHOD ? values.get(element) : null;
                    if (value != null) {
                        facts.put(element.getSimpleName().toString(), words(value));
                    }
                }
            }
        }
        return facts;
    }

    private List<String> words(AnnotationValue value) {
        if (value.getValue() instanceof List<?> list) {
            return list.stream().map(item -> word((AnnotationValue) item)).toList();
        }
        return List.of(word(value));
    }

    private String word(AnnotationValue value) {
        return switch (value.getValue()) {
            case VariableElement constant -> constant.getSimpleName().toString();
            case TypeMirror type -> word(type);
            case Object other -> other.toString();
        };
    }

    private String word(TypeMirror type) {
        return type instanceof DeclaredType declared && declared.asElement() instanceof TypeElement element
                ? environment.getElementUtils().getBinaryName(element).toString()
                : type.toString();
    }

    private static String article(ElementKind kind) {
        return switch (kind) {
            case INTERFACE -> "an interface";
            case RECORD -> "a record";
            case ENUM -> "an enum";
            case ANNOTATION_TYPE -> "an annotation";
            default -> "not a class";
        };
    }
}
