package io.strapwork.runtime.catalogue;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Signature;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Option types, read from the signatures of record components in class files. */
final class ScannedTypes {
    private final Function<String, List<String>> enums;

    /** @param enums names of the constants of an enum; none for any other class */
    ScannedTypes(Function<String, List<String>> enums) {
        this.enums = enums;
    }

    /** Empty when an option can't have the component's type. */
    Optional<OptionType> type(RecordComponentInfo component) {
        Signature signature = component.findAttribute(Attributes.signature()).map(attribute -> attribute.asTypeSignature())
                .orElseGet(() -> Signature.of(component.descriptorSymbol()));
        if (signature instanceof Signature.ClassTypeSig type && !type.typeArgs().isEmpty()) {
            return switch (ClassFacts.name(type.classDesc())) {
                case "java.util.Optional" -> argument(type, 0).map(OptionType.Maybe::new);
                case "java.util.List" -> argument(type, 0).map(OptionType.Many::new);
                case "java.util.Map" ->
                    argument(type, 0).filter(OptionType.Scalar.STRING::equals).flatMap(key -> argument(type, 1)).map(OptionType.Named::new);
                default -> Optional.empty();
            };
        }
        return scalar(signature);
    }

    private Optional<OptionType> argument(Signature.ClassTypeSig type, int index) {
        if (index < type.typeArgs().size() && type.typeArgs().get(index) instanceof Signature.TypeArg.Bounded bounded
                && bounded.wildcardIndicator() == Signature.TypeArg.Bounded.WildcardIndicator.NONE) {
            return scalar(bounded.boundType());
        }
        return Optional.empty();
    }

    private Optional<OptionType> scalar(Signature signature) {
        if (signature instanceof Signature.BaseTypeSig base) {
            return switch (base.baseType()) {
                case 'Z' -> Optional.of(OptionType.Scalar.BOOLEAN);
                case 'I' -> Optional.of(OptionType.Scalar.INT);
                case 'J' -> Optional.of(OptionType.Scalar.LONG);
                case 'D' -> Optional.of(OptionType.Scalar.DOUBLE);
                default -> Optional.empty();
            };
        }
        if (!(signature instanceof Signature.ClassTypeSig type) || !type.typeArgs().isEmpty()) {
            return Optional.empty();
        }
        String name = ClassFacts.name(type.classDesc());
        return switch (name) {
            case "java.lang.Boolean" -> Optional.of(OptionType.Scalar.BOOLEAN);
            case "java.lang.Integer" -> Optional.of(OptionType.Scalar.INT);
            case "java.lang.Long" -> Optional.of(OptionType.Scalar.LONG);
            case "java.lang.Double" -> Optional.of(OptionType.Scalar.DOUBLE);
            case "java.lang.String" -> Optional.of(OptionType.Scalar.STRING);
            case "java.time.Duration" -> Optional.of(OptionType.Scalar.DURATION);
            case "io.strapwork.api.plugin.ByteSize" -> Optional.of(OptionType.Scalar.SIZE);
            case "java.nio.file.Path" -> Optional.of(OptionType.Scalar.PATH);
            case "java.net.URI" -> Optional.of(OptionType.Scalar.URI);
            default -> {
                List<String> names = enums.apply(name);
                yield names.isEmpty() ? Optional.empty() : Optional.of(new OptionType.Choice(name, names));
            }
        };
    }

    static List<String> enumNames(ClassModel model) {
        var names = new ArrayList<String>();
        if (model.flags().has(AccessFlag.ENUM)) {
            for (FieldModel field : model.fields()) {
                if (field.flags().has(AccessFlag.ENUM)) {
                    names.add(field.fieldName().stringValue().toLowerCase(Locale.ROOT).replace('_', '-'));
                }
            }
        }
        return names;
    }
}
