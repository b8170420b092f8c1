package io.strapwork.testkit;

import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.assembly.Swaps;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.profile.Profile;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** The {@link Swap}s of one test, and which of them count. */
final class TestSwaps {
    /** What comes into a place. */
    private sealed interface Replacement {}

    private record ById(String id) implements Replacement {}

    /** @param declared the field's type, or the class itself */
    private record Plugin(Object objectOrClass, Class<?> declared, Class<?> actual) implements Replacement {}

    /**
     * One swap.
     *
     * @param level the higher counts more: of the method, its class with the fields, that one's superclasses, the classes around it
     * @param asked the place that it names; may be empty
     * @param who   for messages: {@code @Swap("trust=none") at BootTests.boots}
     */
    private record One(int level, String asked, Replacement replacement, String who) {}

    private record Placed(SwapPlace place, One swap) {
        /** Whether this place has all of the other's. */
        boolean covers(Placed other) {
            return place.kind().equals(other.place.kind()) && (place.section().isEmpty() || place.section().equals(other.place.section()));
        }
    }

    private final Catalogue catalogue;
    private final Profile profile;
    private final List<One> all = new ArrayList<>();

    private TestSwaps(Catalogue catalogue, Profile profile) {
        this.catalogue = catalogue;
        this.profile = profile;
    }

    /**
     * Those that count.
     *
     * @throws ExtensionConfigurationException when one has no place, or two have the same
     */
    static Swaps of(ExtensionContext context, Catalogue catalogue, Profile profile) {
        var swaps = new TestSwaps(catalogue, profile);
        swaps.collect(context);
        return swaps.all.isEmpty() ? Swaps.NONE : swaps.swaps();
    }

    private void collect(ExtensionContext context) {
        int level = 0;
        List<Object> instances = context.getRequiredTestInstances().getAllInstances();
        for (Object instance : instances) {
            for (Class<?> type : hierarchy(instance.getClass())) {
                declared(level, type);
                fields(level, type, instance);
                level++;
            }
        }
        for (Swap swap : AnnotationSupport.findRepeatableAnnotations(context.getRequiredTestMethod(), Swap.class)) {
            add(level, swap, context.getRequiredTestClass().getSimpleName() + "." + context.getRequiredTestMethod().getName());
        }
    }

    /** The uppermost first. */
    private static List<Class<?>> hierarchy(Class<?> type) {
        var types = new ArrayList<Class<?>>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            types.addFirst(each);
        }
        return types;
    }

    /** Without those that are inherited. */
    private void declared(int level, Class<?> type) {
        var swaps = new ArrayList<>(AnnotationSupport.findRepeatableAnnotations(type, Swap.class));
        swaps.removeAll(AnnotationSupport.findRepeatableAnnotations(type.getSuperclass(), Swap.class));
        swaps.forEach(swap -> add(level, swap, type.getSimpleName()));
    }

    private void add(int level, Swap swap, String at) {
        int equals = swap.value().indexOf('=');
        String who = written(swap) + " at " + at;
        if (swap.by() == Void.class && equals < 0) {
            throw new ExtensionConfigurationException(
                    who + " names no plugin: write \"" + swap.value() + "=ID\", or by = SomePlugin.class");
        }
        if (swap.by() != Void.class && equals >= 0) {
            throw new ExtensionConfigurationException(who + " names two plugins, by id and by class: remove one");
        }
        all.add(swap.by() == Void.class
                ? new One(level, swap.value().substring(0, equals).strip(), new ById(swap.value().substring(equals + 1).strip()), who)
                : new One(level, swap.value(), new Plugin(swap.by(), swap.by(), swap.by()), who));
    }

    private void fields(int level, Class<?> type, Object instance) {
        for (Field field : AnnotationSupport.findAnnotatedFields(type, Swap.class, each -> each.getDeclaringClass() == type,
                HierarchyTraversalMode.TOP_DOWN)) {
            Swap swap = AnnotationSupport.findAnnotation(field, Swap.class).orElseThrow();
            String who = written(swap) + " at " + type.getSimpleName() + "." + field.getName();
            if (swap.by() != Void.class || swap.value().contains("=")) {
                throw new ExtensionConfigurationException(who + " names two plugins, the field's and another: remove one");
            }
            Object plugin = value(field, instance, who);
            all.add(new One(level, swap.value(), new Plugin(plugin, field.getType(), plugin.getClass()), who));
        }
    }

    private static Object value(Field field, Object instance, String who) {
        Object value = ReflectionSupport.tryToReadFieldValue(field, instance)
                .getOrThrow(e -> new ExtensionConfigurationException(who + " can't be read", e));
        if (value == null) {
            throw new ExtensionConfigurationException(who + " can't be swapped in: it is null");
        }
        return value;
    }

    private static String written(Swap swap) {
        String by = swap.by() == Void.class ? "" : "by = " + swap.by().getSimpleName() + ".class";
        if (swap.value().isEmpty()) {
            return by.isEmpty() ? "@Swap" : "@Swap(" + by + ")";
        }
        return "@Swap(" + (by.isEmpty() ? "" : "value = ") + "\"" + swap.value() + "\"" + (by.isEmpty() ? "" : ", " + by) + ")";
    }

    private Swaps swaps() {
        var places = new SwapPlace.Of(profile.name(), catalogue, Assembler.sections(catalogue, profile, Swaps.NONE));
        var placed = new ArrayList<Placed>();
        var open = new ArrayList<One>();
        for (One swap : all) {
            Optional<SwapPlace> place = place(places, swap);
            place.ifPresent(found -> placed.add(new Placed(found, swap)));
            if (place.isEmpty()) {
                open.add(swap);
            }
        }
        Swaps sure = swaps(counting(placed));
        for (One swap : open) {
            if (swap.replacement instanceof Plugin plugin) {
                placed.add(new Placed(onlyOne(sure, swap, plugin), swap));
            }
        }
        List<Placed> counting = counting(placed);
        check(counting);
        return swaps(counting);
    }

    /** Empty where it depends on what else is swapped. */
    private static Optional<SwapPlace> place(SwapPlace.Of places, One swap) {
        return switch (swap.replacement) {
            case ById(String id) -> Optional.of(SwapPlace.of(places, swap.who, swap.asked, id));
            case Plugin plugin when swap.asked.isEmpty() -> SwapPlace.ofType(places, swap.who, plugin.declared, plugin.actual);
            case Plugin plugin -> Optional.of(SwapPlace.of(places, swap.who, swap.asked, plugin.declared, plugin.actual));
        };
    }

    /** @param sure the swaps whose place is known: what they replace needs nothing */
    private SwapPlace onlyOne(Swaps sure, One swap, Plugin plugin) {
        var places = new SwapPlace.Of(profile.name(), catalogue, Assembler.sections(catalogue, profile, sure));
        List<SwapPlace> fitting = SwapPlace.fitting(places, plugin.declared, plugin.actual);
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        if (fitting.isEmpty()) {
            // If something else is wrong, that may be why.
            Assembler.assemble(catalogue, profile, sure);
        }
        throw SwapPlace.refused(places, swap.who, plugin.declared, fitting);
    }

    /** Those that no other covers. */
    private static List<Placed> counting(List<Placed> placed) {
        return placed.stream()
                .filter(one -> placed.stream().noneMatch(other -> other.swap.level > one.swap.level && other.covers(one))).toList();
    }

    private static void check(List<Placed> counting) {
        for (int i = 0; i < counting.size(); i++) {
            for (Placed other : counting.subList(i + 1, counting.size())) {
                if (other.place.equals(counting.get(i).place)) {
                    throw new ExtensionConfigurationException(counting.get(i).swap.who + " and " + other.swap.who
                            + " are two swaps for one place, " + other.place.title() + ": remove one");
                }
            }
        }
    }

    private static Swaps swaps(List<Placed> counting) {
        Swaps swaps = Swaps.NONE;
        for (Placed one : counting) {
            Kind kind = one.place.kind();
            swaps = switch (one.swap.replacement) {
                case ById(String id) -> swaps.withId(kind, one.place.section(), id, one.swap.who);
                case Plugin plugin -> swaps.with(kind, one.place.section(), plugin.objectOrClass, one.swap.who);
            };
        }
        return swaps;
    }
}
