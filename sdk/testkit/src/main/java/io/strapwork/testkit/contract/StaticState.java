package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.security.CodeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Whether two boots in one JVM share anything by the fields of a plugin's classes. */
final class StaticState {
    private static final List<String> IMMUTABLE = List.of("ImmutableCollections", "Collections$Unmodifiable", "Collections$Empty",
            "Collections$Singleton", "EnumSet", "RegularEnumSet", "EnumMap");

    private StaticState() {}

    /** @throws AssertionError that names each such field of the plugin's class, its nested ones, and those of its fields and methods in the same jar */
    static void none(Object plugin) {
        var found = new ArrayList<String>();
        for (Class<?> type : classes(plugin.getClass())) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic() && isMutable(field)) {
                    found.add(type.getSimpleName() + "." + field.getName());
                }
            }
        }
        assertEquals(List.of(), found, "mutable static: all boots of a JVM share these fields; make them fields of the plugin");
    }

    private static Set<Class<?>> classes(Class<?> plugin) {
        var seen = new LinkedHashSet<Class<?>>();
        var next = new ArrayDeque<Class<?>>(List.of(plugin));
        while (!next.isEmpty()) {
            Class<?> type = next.remove();
            if (!isOf(plugin, type) || !seen.add(type)) {
                continue;
            }
            next.addAll(List.of(type.getDeclaredClasses()));
            Class<?> parent = type.getSuperclass();
            if (parent != null) {
                next.add(parent);
            }
            for (Field field : type.getDeclaredFields()) {
                next.add(field.getType());
            }
            for (var method : type.getDeclaredMethods()) {
                next.add(method.getReturnType());
                next.addAll(List.of(method.getParameterTypes()));
            }
        }
        return seen;
    }

    private static boolean isOf(Class<?> plugin, Class<?> type) {
        if (type.isPrimitive() || type.isArray()) {
            return false;
        }
        CodeSource one = plugin.getProtectionDomain().getCodeSource();
        CodeSource other = type.getProtectionDomain().getCodeSource();
        return type == plugin || one != null && other != null && one.getLocation() != null && one.getLocation().equals(other.getLocation())
                && type.getPackageName().startsWith(plugin.getPackageName());
    }

    private static boolean isMutable(Field field) {
        if (!Modifier.isFinal(field.getModifiers())) {
            return true;
        }
        if (field.getType().isPrimitive() || field.getType() == String.class) {
            return false;
        }
        Object value = value(field);
        if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
            String name = value.getClass().getName();
            return name.startsWith("java.util.") && IMMUTABLE.stream().noneMatch(name::contains);
        }
        return value != null && (value.getClass().getPackageName().equals("java.util.concurrent.atomic")
                || value instanceof RandomGenerator);
    }

    private static @Nullable Object value(Field field) {
        try {
            return field.trySetAccessible() ? field.get(null) : null;
        } catch (IllegalAccessException e) {
            return null;
        }
    }
}
