package io.strapwork.runtime.assembly;

import io.strapwork.api.fetch.FileSystems;
import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.api.link.Disks;
import io.strapwork.api.plugin.BootFacts;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.runtime.assembly.Recipe.Argument;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Loads the class of a chosen plugin and finds out how to make it. Here is the first place where plugin code can run: its static initialiser doesn't yet. */
final class PluginClass {
    private static final String WRONG_CLASS = "SW-W113";
    /** What protocols may ask for besides. */
    private static final Set<Class<?>> OF_PROTOCOLS = Set.of(ProfileOrigins.class, Disks.class, FileSystems.class);
    private final Complaints complaints;

    PluginClass(Complaints complaints) {
        this.complaints = complaints;
    }

    /**
     * Ids of the plugins of its own kind that a plugin's constructor asks for, by the {@code @Named} that asks: an id, or an option of the plugin that names them. A transport's
     * {@code @Named} is what it runs over.
     *
     * @param chosen the ids that an option names; empty when there is no such option
     */
    static Map<String, List<String>> delegates(Class<?> type, Kind kind, Function<String, Optional<List<String>>> chosen) {
        var ids = new LinkedHashMap<String, List<String>>();
        try {
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                for (Parameter parameter : constructor.isAnnotationPresent(Inject.class) ? constructor.getParameters() : new Parameter[0]) {
                    Named named = parameter.getAnnotation(Named.class);
                    if (named != null && (isOwn(parameter.getType(), kind) || isOwnList(parameter, kind))) {
                        ids.put(named.value(),
                                chosen.apply(named.value())
                                        .orElse(isOwn(parameter.getType(), kind) ? List.of(named.value()) : List.of()));
                    }
                }
            }
        } catch (LinkageError | TypeNotPresentException e) {
            // Whoever makes its recipe complains.
            return Map.of();
        }
        return ids;
    }

    private static boolean isOwnList(Parameter parameter, Kind kind) {
        return parameter.getType() == List.class && parameter.getParameterizedType() instanceof ParameterizedType list
                && list.getActualTypeArguments()[0] instanceof Class<?> item && isOwn(item, kind);
    }

    private static boolean isOwn(Class<?> type, Kind kind) {
        return !kind.equals(Kind.TRANSPORT) && type.getName().equals(kind.type());
    }

    /** Empty after a complaint. @param delegates by the {@code @Named} that asks for them */
    Optional<Recipe> recipe(Class<?> type, PluginDescriptor plugin, OptionValues.Bound options, Map<String, List<Wired>> delegates,
            String where) {
        String tell = "report this to the author of " + plugin.source().name();
        if (!plugin.kind().isImplementedBy(type)) {
            boolean otherLoader = java.util.Arrays.stream(type.getInterfaces()).anyMatch(its -> its.getName().equals(plugin.kind().type()));
            complaints.bug(WRONG_CLASS, plugin.className(),
                    "plugin \"" + plugin.id() + "\" is not " + article(plugin.kind().typeName())
                            + (otherLoader ? " of this Strapwork" : ""),
                    tell);
            return Optional.empty();
        }
        int modifiers = type.getModifiers();
        if (Modifier.isAbstract(modifiers) || !Modifier.isPublic(modifiers)) {
            complaints.bug(WRONG_CLASS, plugin.className(), "plugin \"" + plugin.id() + "\" can't be created: its class is "
                    + (Modifier.isAbstract(modifiers) ? "abstract" : "not public"), tell);
            return Optional.empty();
        }
        try {
            Constructor<?> constructor = constructor(type, plugin, tell);
            if (constructor == null) {
                return Optional.empty();
            }
            List<Argument> arguments = arguments(constructor, plugin, options, delegates, where);
            if (arguments == null) {
                return Optional.empty();
            }
            constructor.setAccessible(true);
            return Optional.of(new Recipe.Made(constructor, arguments));
        } catch (LinkageError | TypeNotPresentException e) {
            unloadable(plugin, e);
            return Optional.empty();
        }
    }

    /** Null after a complaint. */
    @Nullable
    Class<?> load(PluginDescriptor plugin) {
        try {
            return Class.forName(plugin.className(), false, plugin.source().loader());
        } catch (ClassNotFoundException | LinkageError | SecurityException e) {
            unloadable(plugin, e);
            return null;
        }
    }

    private void unloadable(PluginDescriptor plugin, Throwable cause) {
        String reason = switch (cause) {
            case ClassNotFoundException e -> "the class is missing";
            case LinkageError e -> "it " + LinkFault.reason(e);
            default -> String.valueOf(cause.getMessage());
        };
        complaints.bug("SW-W112", plugin.className(), "plugin \"" + plugin.id() + "\" can't be loaded: " + reason,
                "rebuild or download " + plugin.source().location() + " again, with everything it needs inside");
    }

    private @Nullable Constructor<?> constructor(Class<?> type, PluginDescriptor plugin, String tell) {
        var marked = new ArrayList<Constructor<?>>();
        Constructor<?>[] all = type.getDeclaredConstructors();
        for (Constructor<?> constructor : all) {
            if (constructor.isAnnotationPresent(Inject.class)) {
                marked.add(constructor);
            }
        }
        if (marked.isEmpty() && all.length == 1 && all[0].getParameterCount() == 0) {
            return all[0];
        }
        if (marked.size() != 1) {
            complaints.bug("SW-W114", plugin.className(),
                    "plugin \"" + plugin.id() + "\" has " + (marked.isEmpty() ? "no constructor" : marked.size() + " constructors")
                            + " with @Inject; it needs exactly one",
                    tell);
            return null;
        }
        return marked.getFirst();
    }

    private @Nullable List<Argument> arguments(Constructor<?> constructor, PluginDescriptor plugin, OptionValues.Bound options,
            Map<String, List<Wired>> delegates, String where) {
        var arguments = new ArrayList<Argument>();
        for (Parameter parameter : constructor.getParameters()) {
            Argument argument = argument(parameter, plugin, options, delegates, where);
            if (argument != null) {
                arguments.add(argument);
            }
        }
        return arguments.size() == constructor.getParameterCount() ? arguments : null;
    }

    private @Nullable Argument argument(Parameter parameter, PluginDescriptor plugin, OptionValues.Bound options,
            Map<String, List<Wired>> delegates,
            String where) {
        Class<?> type = parameter.getType();
        Named named = parameter.getAnnotation(Named.class);
        if (type == BootClock.class || type == RandomGenerator.class) {
            return new Argument.OfBoot(type);
        }
        if (type == BootFacts.class) {
            return new Argument.Facts();
        }
        if (type.isAnnotationPresent(Options.class)) {
            Object record = new OptionRecords(complaints).make(type, plugin, options, where);
            return record == null ? null : new Argument.OptionsRecord(record);
        }
        if (OF_PROTOCOLS.contains(type) && plugin.kind().equals(Kind.PROTOCOL)) {
            return new Argument.OfBoot(type);
        }
        List<String> over = plugin.fact("over");
        if (type == IpNetwork.class && plugin.kind().equals(Kind.TRANSPORT) && over.contains("ip")) {
            return new Argument.OfBoot(type);
        }
        if (type == Transport.class && (plugin.kind().equals(Kind.TRANSPORT) || plugin.kind().equals(Kind.PROTOCOL))) {
            String section = named != null ? named.value() : over.size() == 1 ? over.getFirst() : "";
            if (over.contains(section) && !section.equals("ip") && !section.equals("host")) {
                return new Argument.TransportOf(section);
            }
        }
        List<Wired> asked = named == null ? List.of() : delegates.getOrDefault(named.value(), List.of());
        if (named != null && isOwnList(parameter, plugin.kind())) {
            return new Argument.Delegates(asked);
        }
        if (isOwn(type, plugin.kind()) && asked.size() == 1) {
            return new Argument.Delegate(asked.getFirst());
        }
        String unknown = (named == null ? "" : "@Named(\"" + named.value() + "\") ") + type.getSimpleName();
        complaints.bug("SW-W115", plugin.className(),
                "plugin \"" + plugin.id() + "\" asks for " + unknown + ", which nothing provides to " + plugin.kind().place(),
                "its constructor can ask for its own options, BootClock, RandomGenerator, BootFacts" + further(plugin.kind())
                        + "; report this to the author of " + plugin.source().name());
        return null;
    }

    /** What a kind's plugins may ask for besides what all may. */
    private static String further(Kind kind) {
        return kind.equals(Kind.TRANSPORT)
                ? ", and for IpNetwork or the Transport that it names in \"over\""
                : (kind.equals(Kind.PROTOCOL) ? ", ProfileOrigins, Disks, FileSystems, each Transport that it names in \"over\"" : "")
                        + ", and for another " + kind.typeName() + " by @Named with its id";
    }

    static String article(String noun) {
        return ("AEIOUaeiou".indexOf(noun.charAt(0)) < 0 ? "a " : "an ") + noun;
    }
}
