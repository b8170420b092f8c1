package io.strapwork.runtime.assembly;

import io.strapwork.api.fetch.FileSystems;
import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.api.link.Disks;
import io.strapwork.api.plugin.BootFacts;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.runtime.assembly.PluginConstructor.Asked;
import io.strapwork.runtime.assembly.Recipe.Argument;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.PluginDescriptor;
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
    static Map<String, List<String>> delegates(Class<?> type, PluginDescriptor plugin, Function<String, Optional<List<String>>> chosen) {
        var ids = new LinkedHashMap<String, List<String>>();
        Kind kind = plugin.kind();
        try {
            for (PluginConstructor constructor : PluginConstructor.of(type, plugin)) {
                for (Asked asked : constructor.asked()) {
                    String name = asked.name();
                    if (!name.isEmpty() && (isOwn(asked.type(), kind) || isOwnList(asked.parameter(), kind))) {
                        ids.put(name, chosen.apply(name).orElse(isOwn(asked.type(), kind) ? List.of(name) : List.of()));
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
            PluginConstructor constructor = constructor(type, plugin, tell);
            if (constructor == null) {
                return Optional.empty();
            }
            List<Argument> arguments = arguments(constructor, plugin, options, delegates, where);
            if (arguments == null) {
                return Optional.empty();
            }
            constructor.constructor().setAccessible(true);
            return Optional.of(new Recipe.Made(constructor.constructor(), arguments));
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
        String reason = cause instanceof ClassNotFoundException
                ? "the class is missing"
                : cause instanceof LinkageError e ? "it " + LinkFault.reason(e) : String.valueOf(cause.getMessage());
        complaints.bug("SW-W112", plugin.className(), "plugin \"" + plugin.id() + "\" can't be loaded: " + reason,
                "rebuild or download " + plugin.source().location() + " again, with everything it needs inside");
    }

    private @Nullable PluginConstructor constructor(Class<?> type, PluginDescriptor plugin, String tell) {
        List<PluginConstructor> marked = PluginConstructor.of(type, plugin);
        Constructor<?>[] all = type.getDeclaredConstructors();
        if (marked.isEmpty() && all.length == 1 && all[0].getParameterCount() == 0) {
            return new PluginConstructor(all[0], List.of());
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

    private @Nullable List<Argument> arguments(PluginConstructor constructor, PluginDescriptor plugin, OptionValues.Bound options,
            Map<String, List<Wired>> delegates, String where) {
        var arguments = new ArrayList<Argument>();
        for (Asked asked : constructor.asked()) {
            Argument argument = argument(asked, plugin, options, delegates, where);
            if (argument != null) {
                arguments.add(argument);
            }
        }
        return arguments.size() == constructor.asked().size() ? arguments : null;
    }

    private @Nullable Argument argument(Asked asked, PluginDescriptor plugin, OptionValues.Bound options,
            Map<String, List<Wired>> delegates,
            String where) {
        Class<?> type = asked.type();
        if (type == BootClock.class || type == RandomGenerator.class) {
            return new Argument.OfBoot(type);
        }
        if (type == BootFacts.class) {
            return new Argument.Facts();
        }
        if (isOptions(type, plugin)) {
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
            String section = !asked.name().isEmpty() ? asked.name() : over.size() == 1 ? over.getFirst() : "";
            if (over.contains(section) && !section.equals("ip") && !section.equals("host")) {
                return new Argument.TransportOf(section);
            }
        }
        List<Wired> others = asked.name().isEmpty() ? List.of() : delegates.getOrDefault(asked.name(), List.of());
        if (!asked.name().isEmpty() && isOwnList(asked.parameter(), plugin.kind())) {
            return new Argument.Delegates(others);
        }
        if (isOwn(type, plugin.kind()) && others.size() == 1) {
            return new Argument.Delegate(others.getFirst());
        }
        String unknown = (asked.name().isEmpty() ? "" : "@Named(\"" + asked.name() + "\") ") + type.getSimpleName();
        complaints.bug("SW-W115", plugin.className(),
                "plugin \"" + plugin.id() + "\" asks for " + unknown + ", which nothing provides to " + plugin.kind().place(),
                "its constructor can ask for its own options, BootClock, RandomGenerator, BootFacts" + further(plugin.kind())
                        + "; report this to the author of " + plugin.source().name());
        return null;
    }

    private static boolean isOptions(Class<?> type, PluginDescriptor plugin) {
        return plugin.options().isPresent() && plugin.options().get().className().equals(type.getName())
                || plugin.asks().isEmpty() && type.isAnnotationPresent(Options.class);
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
