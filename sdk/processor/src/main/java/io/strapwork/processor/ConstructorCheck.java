package io.strapwork.processor;

import io.strapwork.api.plugin.Options;
import io.strapwork.processor.PluginCheck.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;

/** Checks what a plugin's constructor asks for: its options, clock and randomness of the boot, its upstream room, and others of its own kind by id; nothing else. */
final class ConstructorCheck {
    private static final String INJECT = "jakarta.inject.Inject";
    private static final String NAMED = "jakarta.inject.Named";
    private static final String CLOCK = "io.strapwork.api.time.BootClock";
    private static final String RANDOM = "java.util.random.RandomGenerator";
    private static final String FACTS = "io.strapwork.api.plugin.BootFacts";
    private static final String PROTOCOL = "io.strapwork.api.fetch.BootProtocol";
    /** What protocols may ask for besides. */
    private static final List<String> OF_PROTOCOLS = List.of("io.strapwork.api.fetch.ProfileOrigins", "io.strapwork.api.link.Disks",
            "io.strapwork.api.fetch.FileSystems");
    private static final String TRANSPORT = "io.strapwork.api.transport.Transport";
    private static final String NETWORK = "io.strapwork.api.stack.IpNetwork";

    private final ProcessingEnvironment environment;
    private final Findings findings;

    ConstructorCheck(ProcessingEnvironment environment, Findings findings) {
        this.environment = environment;
        this.findings = findings;
    }

    void check(TypeElement plugin, Kind kind, Map<String, List<String>> facts) {
        List<ExecutableElement> all = ElementFilter.constructorsIn(plugin.getEnclosedElements());
        List<ExecutableElement> marked = all.stream().filter(constructor -> has(constructor, INJECT)).toList();
        checkMembers(plugin);
        if (marked.size() > 1) {
            marked.stream().skip(1).forEach(constructor -> findings.error(constructor,
                    plugin.getSimpleName() + " has " + marked.size() + " constructors with @Inject; leave it on one"));
            return;
        }
        if (marked.isEmpty()) {
            if (all.size() != 1 || !all.getFirst().getParameters().isEmpty()) {
                findings.error(plugin, plugin.getSimpleName()
                        + " has no constructor with @jakarta.inject.Inject; put it on the constructor that Strapwork should call");
            }
            return;
        }
        ExecutableElement constructor = marked.getFirst();
        if (constructor.getModifiers().contains(Modifier.PRIVATE)) {
            findings.error(constructor, "the constructor with @Inject is private; make it package-private or public");
        }
        checkParameters(plugin, kind, facts, constructor);
    }

    private void checkMembers(TypeElement plugin) {
        for (Element member : plugin.getEnclosedElements()) {
            if (member.getKind() != ElementKind.CONSTRUCTOR && has(member, INJECT)) {
                findings.error(member,
                        "@Inject works on constructors only; take " + member.getSimpleName() + " as a constructor parameter");
            }
        }
    }

    private void checkParameters(TypeElement plugin, Kind kind, Map<String, List<String>> facts, ExecutableElement constructor) {
        Set<String> taken = new HashSet<>();
        for (VariableElement parameter : constructor.getParameters()) {
            String type = environment.getTypeUtils().erasure(parameter.asType()).toString();
            String name = named(parameter);
            Optional<String> wrong;
            if (isOptions(parameter.asType())) {
                wrong = name.isEmpty() ? Optional.empty() : Optional.of("options don't need @Named");
                type = "options";
            } else if (type.equals(TRANSPORT)) {
                wrong = wrongTransport(kind, facts.getOrDefault("over", List.of()), name);
            } else if (type.equals(NETWORK)) {
                wrong = wrongNetwork(kind, facts.getOrDefault("over", List.of()));
            } else if (type.equals(CLOCK) || type.equals(RANDOM) || type.equals(FACTS)
                    || OF_PROTOCOLS.contains(type) && kind.is(PROTOCOL)) {
                wrong = Optional.empty();
            } else if (kind.is(type)) {
                wrong = name.isEmpty()
                        ? Optional.of("which " + kind.noun() + "? add @Named with its id")
                        : PluginCheck.ID.matcher(name).matches() ? Optional.empty() : Optional.of("\"" + name + "\" is not an id");
            } else if (isListOf(parameter.asType(), kind)) {
                wrong = name.isEmpty() ? Optional.of("which ones? add @Named with the option that names them") : Optional.empty();
            } else {
                wrong = Optional.of("nothing provides " + type + " here"
                        + (isRecord(parameter.asType()) ? " (for its options, put @Options on the record)" : ""));
            }
            if (wrong.isEmpty() && !taken.add(type + " " + name)) {
                wrong = Optional.of(type.equals("options") ? "a plugin has one options record" : "it is requested twice");
            }
            wrong.ifPresent(reason -> findings.error(parameter,
                    "parameter " + parameter.getSimpleName() + " of " + plugin.getSimpleName() + ": " + reason
                            + "; a plugin of " + kind.place() + " can ask for "
                            + allowed(kind, facts.getOrDefault("over", List.of()))));
        }
    }

    private static Optional<String> wrongTransport(Kind kind, List<String> over, String name) {
        List<String> sections = sections(kind, over);
        if (sections.isEmpty()) {
            return Optional
                    .of("there is no Transport for it" + (kind.is(PROTOCOL) ? " (name what it needs in over, as in over = \"udp\")" : ""));
        }
        if (name.isEmpty()) {
            return sections.size() == 1
                    ? Optional.empty()
                    : Optional.of("which Transport? add @Named(\"" + String.join("\") or @Named(\"", sections) + "\")");
        }
        return sections.contains(name) ? Optional.empty() : Optional.of("@Named(\"" + name + "\") is not in over");
    }

    private static Optional<String> wrongNetwork(Kind kind, List<String> over) {
        boolean fits = kind.is(TRANSPORT) && over.equals(List.of("ip"));
        return fits
                ? Optional.empty()
                : Optional.of(kind.is(TRANSPORT) ? "IpNetwork is for transports over \"ip\"" : "there is no IpNetwork for it");
    }

    /** Transport sections that a plugin may ask for. */
    private static List<String> sections(Kind kind, List<String> over) {
        if (kind.is(PROTOCOL)) {
            return over;
        }
        return kind.is(TRANSPORT) ? over.stream().filter(section -> !section.equals("ip") && !section.equals("host")).toList() : List.of();
    }

    private static String allowed(Kind kind, List<String> over) {
        var allowed = new ArrayList<String>(List.of("its own @Options record", "BootClock", "RandomGenerator", "BootFacts"));
        if (kind.is(PROTOCOL)) {
            allowed.addAll(List.of("ProfileOrigins", "Disks", "FileSystems"));
        }
        List<String> sections = sections(kind, over);
        if (sections.size() == 1) {
            allowed.add("Transport");
        }
        if (sections.size() > 1) {
            sections.forEach(section -> allowed.add("@Named(\"" + section + "\") Transport"));
        }
        if (kind.is(TRANSPORT) && over.equals(List.of("ip"))) {
            allowed.add("IpNetwork");
        }
        if (!kind.is(TRANSPORT)) {
            String type = kind.type().toString();
            allowed.add("@Named(\"ID\") " + type.substring(type.lastIndexOf('.') + 1));
        }
        return String.join(", ", allowed.subList(0, allowed.size() - 1)) + " and " + allowed.getLast();
    }

    /** The parameters of the constructor that Strapwork calls, as the index has them; none of a class that has no such constructor. */
    List<String> asks(TypeElement plugin) {
        var asks = new ArrayList<String>();
        for (ExecutableElement constructor : ElementFilter.constructorsIn(plugin.getEnclosedElements())) {
            if (has(constructor, INJECT) && asks.isEmpty()) {
                for (VariableElement parameter : constructor.getParameters()) {
                    String name = named(parameter);
                    asks.add((name.isEmpty() ? "" : name + "@") + binaryName(parameter.asType()));
                }
            }
        }
        return asks;
    }

    private String binaryName(TypeMirror type) {
        return type instanceof DeclaredType declared
                ? environment.getElementUtils().getBinaryName((TypeElement) declared.asElement()).toString()
                : type.toString();
    }

    /** The options record that a plugin's constructor asks for. */
    static Optional<TypeElement> optionsOf(TypeElement plugin) {
        for (ExecutableElement constructor : ElementFilter.constructorsIn(plugin.getEnclosedElements())) {
            if (has(constructor, INJECT)) {
                for (VariableElement parameter : constructor.getParameters()) {
                    if (isOptions(parameter.asType())) {
                        return Optional.of((TypeElement) ((DeclaredType) parameter.asType()).asElement());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isOptions(TypeMirror type) {
        return type instanceof DeclaredType declared && has(declared.asElement(), Options.class.getName());
    }

    private boolean isListOf(TypeMirror type, Kind kind) {
        return type instanceof DeclaredType declared && declared.getTypeArguments().size() == 1
                && environment.getTypeUtils().erasure(type).toString().equals("java.util.List")
                && kind.is(environment.getTypeUtils().erasure(declared.getTypeArguments().getFirst()).toString());
    }

    private static boolean isRecord(TypeMirror type) {
        return type instanceof DeclaredType declared && declared.asElement().getKind() == ElementKind.RECORD;
    }

    private static boolean has(Element element, String annotation) {
        return element.getAnnotationMirrors().stream().anyMatch(mirror -> named(mirror, annotation));
    }

    private static boolean named(AnnotationMirror mirror, String annotation) {
        return ((TypeElement) mirror.getAnnotationType().asElement()).getQualifiedName().contentEquals(annotation);
    }

    private static String named(VariableElement parameter) {
        for (AnnotationMirror mirror : parameter.getAnnotationMirrors()) {
            if (named(mirror, NAMED)) {
                return mirror.getElementValues().values().stream().map(value -> String.valueOf(value.getValue())).findFirst().orElse("");
            }
        }
        return "";
    }
}
