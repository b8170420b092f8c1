package io.strapwork.processor;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Rest;
import io.strapwork.api.plugin.Summary;
import io.strapwork.processor.IndexEntry.OptionEntry;
import io.strapwork.processor.IndexEntry.OptionsEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;

/** Checks an options record and describes it for the index. */
final class OptionsCheck {
    private static final Pattern COMPONENT = Pattern.compile("[a-z][a-zA-Z0-9]*");

    private final ProcessingEnvironment environment;
    private final Findings findings;
    private final OptionTypes types;

    OptionsCheck(ProcessingEnvironment environment, Findings findings) {
        this.environment = environment;
        this.findings = findings;
        this.types = new OptionTypes(environment.getElementUtils());
    }

    void check(TypeElement record, Optional<Element> place) {
        Element guilty = place.orElse(record);
        String name = record.getSimpleName().toString();
        if (record.getKind() != ElementKind.RECORD) {
            findings.error(guilty, "@Options belongs on a record; " + name + " is not one");
            return;
        }
        if (!record.getTypeParameters().isEmpty()) {
            findings.error(guilty, "options record " + name + " can't have type parameters");
        }
        for (Element outer = record; outer instanceof TypeElement type; outer = outer.getEnclosingElement()) {
            if (!type.getModifiers().contains(Modifier.PUBLIC)) {
                findings.error(guilty, type == record
                        ? "options record " + name + " must be public"
                        : "options record " + name + " is hidden in " + type.getSimpleName() + ", which is not public");
                break;
            }
        }
        List<RecordComponentElement> components = flat(record, List.of(), Optional.of(guilty));
        if (components.stream().filter(component -> component.getAnnotation(Rest.class) != null).count() > 1) {
            findings.error(guilty, "options record " + name + " has @Rest twice; the other keys can go to one map only");
        }
        Set<String> keys = new HashSet<>();
        for (RecordComponentElement component : components) {
            checkComponent(component, keys);
        }
    }

    /** With the components of the options records that it includes in place of them. @param guilty gets the error of an endless record */
    private List<RecordComponentElement> flat(TypeElement record, List<TypeElement> outer, Optional<Element> guilty) {
        var within = new ArrayList<TypeElement>(outer);
        within.add(record);
        var all = new ArrayList<RecordComponentElement>();
        for (RecordComponentElement component : record.getRecordComponents()) {
            Optional<TypeElement> included = included(component);
            if (included.isEmpty()) {
                all.add(component);
            } else if (within.contains(included.get())) {
                guilty.ifPresent(place -> findings.error(place, "options record " + record.getSimpleName() + " includes itself"));
            } else {
                all.addAll(flat(included.get(), within, guilty));
            }
        }
        return all;
    }

    /** The options record that is a component's type. */
    private Optional<TypeElement> included(RecordComponentElement component) {
        return Optional.ofNullable(environment.getTypeUtils().asElement(component.asType()))
                .filter(type -> type.getKind() == ElementKind.RECORD && type.getAnnotation(Options.class) != null)
                .map(TypeElement.class::cast);
    }

    private void checkComponent(RecordComponentElement component, Set<String> keys) {
        String name = component.getSimpleName().toString();
        String key = OptionTypes.kebab(name);
        if (!COMPONENT.matcher(name).matches()) {
            findings.error(component, "option " + name + " must be in lower camel case, so that its key in a profile can be derived");
        }
        if (key.equals("use")) {
            findings.error(component, "the key \"use\" names the plugin itself; call the option something else");
        }
        if (!keys.add(key)) {
            findings.error(component, "two options have the key \"" + key + "\"");
        }
        Optional<String> type = types.describe(component.asType());
        if (type.isEmpty()) {
            findings.error(component,
                    "option " + name + " has the type " + component.asType() + "; an option is one of " + OptionTypes.ALLOWED);
            return;
        }
        Default text = component.getAnnotation(Default.class);
        if (component.getAnnotation(Rest.class) != null && !type.get().startsWith("map:")) {
            findings.error(component, "@Rest belongs on a Map<String, …>; option " + name + " has the type " + component.asType());
        }
        if (text != null) {
            OptionTypes.wrongDefault(type.get(), text.value()).ifPresent(
                    wrong -> findings.error(component, "@Default of option " + name + ": " + wrong));
        }
        BoundText.wrong(type.get(), least(component), most(component), Optional.ofNullable(text).map(Default::value))
                .forEach(wrong -> findings.error(component, "option " + name + ": " + wrong));
    }

    private static Optional<String> least(RecordComponentElement component) {
        return Optional.ofNullable(component.getAnnotation(Min.class)).map(Min::value);
    }

    private static Optional<String> most(RecordComponentElement component) {
        return Optional.ofNullable(component.getAnnotation(Max.class)).map(Max::value);
    }

    /** The entry; empty when the record is too wrong to have one. */
    Optional<OptionsEntry> describe(TypeElement record) {
        List<OptionEntry> options = new ArrayList<>();
        for (RecordComponentElement component : flat(record, List.of(), Optional.empty())) {
            Optional<String> type = types.describe(component.asType());
            if (type.isEmpty()) {
                return Optional.empty();
            }
            if (component.getAnnotation(Rest.class) != null) {
                type = type.map(word -> word.startsWith("map:") ? "rest:" + word.substring(4) : word);
            }
            Default text = component.getAnnotation(Default.class);
            Summary summary = component.getAnnotation(Summary.class);
            options.add(new OptionEntry(OptionTypes.kebab(component.getSimpleName().toString()), type.get(),
                    Optional.ofNullable(text).map(Default::value), least(component), most(component),
                    summary == null ? "" : summary.value()));
        }
        return Optional.of(new OptionsEntry(environment.getElementUtils().getBinaryName(record).toString(), options));
    }
}
