package io.strapwork.runtime.assembly;

import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.catalogue.OptionDescriptor;
import io.strapwork.runtime.catalogue.OptionType;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes options records from bound values. */
final class OptionRecords {
    private final Complaints complaints;

    OptionRecords(Complaints complaints) {
        this.complaints = complaints;
    }

    /** The record, or null after a complaint (which may have been made while binding). */
    @Nullable
    Object make(Class<?> type, PluginDescriptor plugin, OptionValues.Bound bound, String where) {
        if (!bound.complete()) {
            return null;
        }
        List<OptionDescriptor> options = plugin.keys();
        if (count(type) != options.size() || plugin.options().filter(its -> its.className().equals(type.getName())).isEmpty()) {
            complaints.bug(Complaints.INVALID_OPTIONS, plugin.className(),
                    "the options of plugin \"" + plugin.id() + "\" don't match its index",
                    "rebuild " + plugin.source().name());
            return null;
        }
        return make(type, plugin, options.iterator(), bound, where);
    }

    /** Takes the next options for the components in their order, those of an included record among them. */
    private @Nullable Object make(Class<?> type, PluginDescriptor plugin, Iterator<OptionDescriptor> options, OptionValues.Bound bound,
            String where) {
        RecordComponent[] components = type.getRecordComponents();
        var types = new Class<?>[components.length];
        var arguments = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            if (isIncluded(types[i])) {
                arguments[i] = make(types[i], plugin, options, bound, where);
                if (arguments[i] == null) {
                    return null;
                }
                continue;
            }
            OptionDescriptor option = options.next();
            Object value = bound.values().get(option.key());
            if (value == null && option.required()) {
                return null;
            }
            arguments[i] = option.type() instanceof OptionType.Scalar
                    ? value
                    : shaped(option.type(), components[i].getGenericType(), value);
        }
        return construct(type, types, arguments, plugin, where);
    }

    /** -1 when it is no record. */
    private static int count(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) {
            return -1;
        }
        int count = 0;
        for (RecordComponent component : components) {
            count += isIncluded(component.getType()) ? count(component.getType()) : 1;
        }
        return count;
    }

    /** No option is a record, but a size. Not by its annotation: that would be one more class made at run time. */
    private static boolean isIncluded(Class<?> type) {
        return type.isRecord() && type != ByteSize.class;
    }

    private @Nullable Object construct(Class<?> type, Class<?>[] types, @Nullable Object[] arguments, PluginDescriptor plugin,
            String where) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof StrapworkException told) {
                complaints.addAll(told.problems().stream().map(problem -> placed(problem, where)).toList());
                return null;
            }
            String reason = e.getCause() == null ? e.toString() : String.valueOf(e.getCause().getMessage());
            complaints.add(Complaints.INVALID_OPTIONS, where, "invalid options for plugin \"" + plugin.id() + "\": " + reason,
                    "run \"strapwork plugins\" to see what each option takes");
            return null;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            complaints.bug(Complaints.INVALID_OPTIONS, plugin.className(),
                    "the options of plugin \"" + plugin.id() + "\" don't match its index",
                    "rebuild " + plugin.source().name());
            return null;
        }
    }

    /** A record knows the key, but not the line of the profile. */
    private static Problem placed(Problem problem, String where) {
        String place = Stream.of(where, problem.where()).filter(text -> !text.isEmpty()).distinct().collect(Collectors.joining(", "));
        return new Problem(problem.code(), problem.blame(), place, problem.what(), problem.hint());
    }

    /** Enum constants for their names, Optionals and empty lists and maps for what is left out. */
    private static @Nullable Object shaped(OptionType type, Type component, @Nullable Object value) {
        if (type instanceof OptionType.Choice) {
            return value == null ? null : constant((Class<?>) component, (String) value);
        }
        if (type instanceof OptionType.Maybe maybe) {
            return value == null ? Optional.empty() : Optional.ofNullable(shaped(maybe.value(), argument(component, 0), value));
        }
        if (type instanceof OptionType.Many many) {
            var items = new ArrayList<@Nullable Object>();
            if (value instanceof List<?> list) {
                list.forEach(item -> items.add(shaped(many.item(), argument(component, 0), item)));
            }
            return List.copyOf(items);
        }
        if (type instanceof OptionType.Named named) {
            return table(named.value(), component, value);
        }
        return type instanceof OptionType.Rest rest ? table(rest.value(), component, value) : value;
    }

    private static Map<String, @Nullable Object> table(OptionType type, Type component, @Nullable Object value) {
        var table = new LinkedHashMap<String, @Nullable Object>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> table.put((String) key, shaped(type, argument(component, 1), item)));
        }
        return Collections.unmodifiableMap(table);
    }

    private static Type argument(Type component, int index) {
        return component instanceof ParameterizedType generic ? generic.getActualTypeArguments()[index] : Object.class;
    }

    private static @Nullable Object constant(Class<?> type, String name) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
                return constant;
            }
        }
        return null;
    }
}
