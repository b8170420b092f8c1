package io.strapwork.runtime.assembly;

import io.strapwork.runtime.catalogue.PluginDescriptor;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A constructor of a plugin and what it asks for. Where the index tells that, no annotation is looked at: for each of their types the JDK makes a class at run time, which took a tenth of a
 * start.
 */
record PluginConstructor(Constructor<?> constructor, List<Asked> asked) {
    /**
     * A parameter.
     *
     * @param name of its {@code @Named}; empty without
     */
    record Asked(Parameter parameter, String name) {
        Class<?> type() {
            return parameter.getType();
        }
    }

    /** The one that the index tells of; those with {@code @Inject} where it tells of none that is there. */
    static List<PluginConstructor> of(Class<?> type, PluginDescriptor plugin) {
        return plugin.asks().flatMap(asks -> indexed(type, asks)).map(List::of).orElseGet(() -> marked(type));
    }

    private static Optional<PluginConstructor> indexed(Class<?> type, List<PluginDescriptor.Parameter> asks) {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            Parameter[] parameters = constructor.getParameters();
            if (fits(parameters, asks)) {
                var asked = new ArrayList<Asked>();
                for (int i = 0; i < parameters.length; i++) {
                    asked.add(new Asked(parameters[i], asks.get(i).name()));
                }
                return Optional.of(new PluginConstructor(constructor, asked));
            }
        }
        return Optional.empty();
    }

    private static boolean fits(Parameter[] parameters, List<PluginDescriptor.Parameter> asks) {
        if (parameters.length != asks.size()) {
            return false;
        }
        for (int i = 0; i < parameters.length; i++) {
            if (!parameters[i].getType().getName().equals(asks.get(i).type())) {
                return false;
            }
        }
        return true;
    }

    private static List<PluginConstructor> marked(Class<?> type) {
        var marked = new ArrayList<PluginConstructor>();
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.isAnnotationPresent(Inject.class)) {
                var asked = new ArrayList<Asked>();
                for (Parameter parameter : constructor.getParameters()) {
                    Named named = parameter.getAnnotation(Named.class);
                    asked.add(new Asked(parameter, named == null ? "" : named.value()));
                }
                marked.add(new PluginConstructor(constructor, asked));
            }
        }
        return marked;
    }
}
