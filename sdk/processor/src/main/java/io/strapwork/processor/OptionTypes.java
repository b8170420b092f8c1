package io.strapwork.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;

/**
 * Types that an option may have, in the index's grammar: {@code boolean int long double string duration size path uri}, {@code enum:CLASS:one|two},
 * {@code list:T}, {@code map:T}, {@code rest:T}, {@code optional:T}.
 */
final class OptionTypes {
    static final String ALLOWED = "boolean, int, long, double, String, Duration, ByteSize, Path, URI, an enum with constants, and List<…>, Map<String, …> or Optional<…> of these";

    private final Elements elements;

    OptionTypes(Elements elements) {
        this.elements = elements;
    }

    /** The type in the grammar; empty when an option can't have it. */
    Optional<String> describe(TypeMirror type) {
        if (type instanceof DeclaredType declared && declared.asElement() instanceof TypeElement element) {
            List<? extends TypeMirror> arguments = declared.getTypeArguments();
            switch (element.getQualifiedName().toString()) {
                case "java.util.Optional" -> {
                    return argument("optional:", arguments, 0, 1);
                }
                case "java.util.List" -> {
                    return argument("list:", arguments, 0, 1);
                }
                case "java.util.Map" -> {
                    boolean byString = arguments.size() == 2 && "string".equals(scalar(arguments.getFirst()).orElse(""));
                    return byString ? argument("map:", arguments, 1, 2) : Optional.empty();
                }
                default -> {
                    return scalar(type);
                }
            }
        }
        return scalar(type);
    }

    private Optional<String> argument(String prefix, List<? extends TypeMirror> arguments, int index, int count) {
        return arguments.size() == count ? scalar(arguments.get(index)).map(prefix::concat) : Optional.empty();
    }

    private Optional<String> scalar(TypeMirror type) {
        if (type.getKind().isPrimitive()) {
            return primitive(type.getKind());
        }
        if (!(type instanceof DeclaredType declared) || !(declared.asElement() instanceof TypeElement element)) {
            return Optional.empty();
        }
        if (element.getKind() == ElementKind.ENUM) {
            String names = names(element);
            return names.isEmpty() ? Optional.empty() : Optional.of("enum:" + elements.getBinaryName(element) + ":" + names);
        }
        return switch (element.getQualifiedName().toString()) {
            case "java.lang.Boolean" -> Optional.of("boolean");
            case "java.lang.Integer" -> Optional.of("int");
            case "java.lang.Long" -> Optional.of("long");
            case "java.lang.Double" -> Optional.of("double");
            case "java.lang.String" -> Optional.of("string");
            case "java.time.Duration" -> Optional.of("duration");
            case "io.strapwork.api.plugin.ByteSize" -> Optional.of("size");
            case "java.nio.file.Path" -> Optional.of("path");
            case "java.net.URI" -> Optional.of("uri");
            default -> Optional.empty();
        };
    }

    private static Optional<String> primitive(TypeKind kind) {
        return switch (kind) {
            case BOOLEAN -> Optional.of("boolean");
            case INT -> Optional.of("int");
            case LONG -> Optional.of("long");
            case DOUBLE -> Optional.of("double");
            default -> Optional.empty();
        };
    }

    private static String names(TypeElement type) {
        var names = new StringJoiner("|");
        for (Element element : type.getEnclosedElements()) {
            if (element.getKind() == ElementKind.ENUM_CONSTANT) {
                names.add(element.getSimpleName().toString().toLowerCase(Locale.ROOT).replace('_', '-'));
            }
        }
        return names.toString();
    }

    /** {@code blockBytes} is {@code block-bytes}. */
    static String kebab(String component) {
        var key = new StringBuilder();
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

    /** What is wrong with a default of that type; empty when nothing is. */
    static Optional<String> wrongDefault(String type, String text) {
        int colon = type.indexOf(':');
        String head = colon < 0 ? type : type.substring(0, colon);
        String rest = colon < 0 ? "" : type.substring(colon + 1);
        switch (head) {
            case "optional" -> {
                return Optional.of("an Optional has no default: remove @Default");
            }
            case "map" -> {
                return Optional.of("a map has no default, it starts empty: remove @Default");
            }
            case "list" -> {
                var items = new ArrayList<String>(text.isBlank() ? List.of() : List.of(text.split(",", -1)));
                return items.stream().map(item -> wrongDefault(rest, item.strip())).flatMap(Optional::stream).findFirst();
            }
            case "enum" -> {
                String names = rest.substring(rest.indexOf(':') + 1);
                return List.of(names.split("\\|")).contains(text)
                        ? Optional.empty()
                        : Optional.of("\"" + text + "\" is not one of " + names.replace("|", ", "));
            }
            default -> {
                return DefaultText.wrong(head, text);
            }
        }
    }
}
