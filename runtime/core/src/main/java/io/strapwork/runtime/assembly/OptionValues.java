package io.strapwork.runtime.assembly;

import io.strapwork.runtime.catalogue.Bounds;
import io.strapwork.runtime.catalogue.OptionDescriptor;
import io.strapwork.runtime.catalogue.OptionType;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import io.strapwork.runtime.profile.DidYouMean;
import io.strapwork.runtime.profile.Origin;
import io.strapwork.runtime.profile.ProblemCodes;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.profile.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares the keys of a section with a plugin's options. */
final class OptionValues {
    private final Profile profile;
    private final Complaints complaints;

    OptionValues(Profile profile, Complaints complaints) {
        this.profile = profile;
        this.complaints = complaints;
    }

    /**
     * The values of a plugin's options.
     *
     * @param values   by key; options that may be left out and are have none
     * @param settings the same for people
     * @param complete whether there was no complaint
     */
    record Bound(Map<String, Object> values, List<Setting> settings, boolean complete) {}

    /**
     * Binds all options of a plugin and complains about keys it doesn't know.
     *
     * @param title    the section for messages: {@code [transport.tls]}
     * @param sections what sets its keys, the strongest last
     * @param reserved keys that are not the plugin's
     * @param where    of keys that are missing
     */
    Bound bind(PluginDescriptor plugin, String title, List<Value.Section> sections, Set<String> reserved, String where) {
        int before = complaints.count();
        Map<String, Value> entries = new LinkedHashMap<>();
        for (Value.Section section : sections) {
            section.entries().forEach((key, value) -> {
                if (known(plugin, title, section, key, value, reserved)) {
                    entries.put(key, value);
                }
            });
        }
        var values = new LinkedHashMap<String, Object>();
        var settings = new ArrayList<Setting>();
        for (OptionDescriptor option : plugin.keys()) {
            if (option.type() instanceof OptionType.Rest rest) {
                values.put(option.key(), rest(plugin, option, rest, entries, settings));
                continue;
            }
            Value value = entries.get(option.key());
            Object bound = value == null
                    ? missing(plugin, title, where, option)
                    : convert(option, value);
            if (bound != null) {
                values.put(option.key(), bound);
                settings.add(new Setting(option.key(), isSecret(option.key()) ? "***" : shown(bound),
                        value == null ? "default" : profile.line(value.origin())));
            }
        }
        return new Bound(values, settings, complaints.count() == before);
    }

    /** What no other option of the plugin takes. */
    private Map<String, Object> rest(PluginDescriptor plugin, OptionDescriptor option, OptionType.Rest type, Map<String, Value> entries,
            List<Setting> settings) {
        var values = new LinkedHashMap<String, Object>();
        entries.forEach((key, value) -> {
            boolean own = plugin.keys().stream()
                    .anyMatch(other -> !(other.type() instanceof OptionType.Rest) && other.key().equals(key));
            Object bound = own ? null : convert(option.of(key, type.value()), value);
            if (bound != null) {
                values.put(key, bound);
                settings.add(new Setting(key, shown(bound), profile.line(value.origin())));
            }
        });
        return values;
    }

    /** Values that {@code explain} must not print. */
    private static boolean isSecret(String key) {
        return key.equals("password") || key.equals("token") || key.equals("secret") || key.equals("headers") || key.endsWith("-password")
                || key.endsWith("-token")
                || key.endsWith("-secret");
    }

    private static String shown(Object value) {
        return value instanceof java.time.Duration duration
                ? duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT)
                : value.toString();
    }

    private boolean known(PluginDescriptor plugin, String title, Value.Section section, String key, Value value, Set<String> reserved) {
        if (key.equals("use") || reserved.contains(key)) {
            return false;
        }
        var keys = new ArrayList<String>();
        for (OptionDescriptor option : plugin.keys()) {
            boolean rest = option.type() instanceof OptionType.Rest;
            if (rest ? !section.yielding().contains(key) : option.key().equals(key)) {
                return true;
            }
            keys.add(option.key());
        }
        if (!section.yielding().contains(key)) {
            keys.addAll(reserved.stream().sorted().toList());
            complaints.add(ProblemCodes.UNKNOWN_KEY, profile.place(value.origin()),
                    title + " has no key \"" + key + "\" for plugin \"" + plugin.id() + "\"",
                    DidYouMean.hint(key, keys, "\"" + plugin.id() + "\" has no options"));
        }
        return false;
    }

    private @Nullable Object missing(PluginDescriptor plugin, String title, String where, OptionDescriptor option) {
        if (option.defaultText().isPresent()) {
            try {
                return OptionText.parse(option.type(), option.defaultText().get(), Path.of("").toAbsolutePath());
            } catch (IllegalArgumentException e) {
                complaints.bug(Complaints.INVALID_OPTIONS, plugin.className(),
                        "the default of option \"" + option.key() + "\" is wrong: " + e.getMessage(),
                        "report this to the author of " + plugin.source().name());
                return null;
            }
        }
        if (option.required()) {
            complaints.add("SW-P108", where, title + " needs the key \"" + option.key() + "\" for plugin \"" + plugin.id() + "\"",
                    option.summary().isEmpty() ? "it must be " + option.type().inWords() : option.summary());
        }
        return null;
    }

    /** The value of a key that is no plugin's; null after a complaint. */
    @Nullable
    Object convert(String key, OptionType type, Value value) {
        return convert(key, type, Bounds.NONE, value);
    }

    /** As {@link #convert(String, OptionType, Value)}, within bounds. */
    @Nullable
    Object convert(String key, OptionType type, Bounds bounds, Value value) {
        return convert(new OptionDescriptor(key, type, Optional.empty(), bounds, ""), value);
    }

    /** The value as the option wants it; null after a complaint. */
    @Nullable
    Object convert(OptionDescriptor option, Value value) {
        boolean override = value.origin() instanceof Origin.CommandLine;
        if (value instanceof Value.Text text && (override || takesText(option.type()))) {
            try {
                return bounded(option, value, OptionText.parse(wide(option.type()), text.text(), value.origin().folder()));
            } catch (IllegalArgumentException e) {
                complaints.add(Complaints.WRONG_VALUE, profile.place(value.origin()), "\"" + option.key() + "\": " + e.getMessage(),
                        advice(option.type(), text.text(), option.summary()));
                return null;
            }
        }
        if (value instanceof Value.Items items && option.type() instanceof OptionType.Many many) {
            return items(option.of(option.key(), many.item()), items);
        }
        if (value instanceof Value.Section table && option.type() instanceof OptionType.Named named) {
            return table(option, named, table);
        }
        if (value instanceof Value.Decimal decimal && option.type().scalar().equals(Optional.of(OptionType.Scalar.DOUBLE))
                && !Double.isFinite(decimal.number())) {
            complaints.add(Complaints.WRONG_VALUE, profile.place(value.origin()),
                    "\"" + option.key() + "\" must be a finite number", option.summary());
            return null;
        }
        Object simple = simple(wide(option.type().plain()), value);
        if (simple == null) {
            complaints.add(ProblemCodes.WRONG_TYPE, profile.place(value.origin()),
                    "\"" + option.key() + "\" must be " + option.type().inWords() + ", not " + value.inWords(),
                    form(option.type(), value, option.summary()));
            return null;
        }
        return bounded(option, value, simple);
    }

    /** Whole numbers are read as long ones, so that each that is too large for its option is told in the same way. */
    private static OptionType wide(OptionType type) {
        if (type instanceof OptionType.Maybe maybe) {
            return wide(maybe.value());
        }
        if (type instanceof OptionType.Many many) {
            return new OptionType.Many(wide(many.item()));
        }
        return type == OptionType.Scalar.INT ? OptionType.Scalar.LONG : type;
    }

    /** The value, or null after a complaint that it is outside of the option's bounds. */
    private @Nullable Object bounded(OptionDescriptor option, Value value, Object read) {
        if (read instanceof List<?> items) {
            var inside = new ArrayList<Object>();
            for (Object item : items) {
                Object each = bounded(option, value, item);
                if (each == null) {
                    return null;
                }
                inside.add(each);
            }
            return List.copyOf(inside);
        }
        Optional<OptionType.Scalar> type = option.type().scalar();
        if (type.isEmpty()) {
            return read;
        }
        Optional<String> allowed;
        try {
            allowed = OptionBounds.wrong(type.get(), option.bounds(), read);
        } catch (IllegalArgumentException e) {
            complaints.bug(Complaints.INVALID_OPTIONS, profile.place(value.origin()),
                    "the bounds of option \"" + option.key() + "\" are wrong: " + e.getMessage(),
                    "report this to the author of the plugin");
            return null;
        }
        if (allowed.isPresent()) {
            complaints.add(Complaints.WRONG_VALUE, profile.place(value.origin()),
                    "\"" + option.key() + "\" is " + shown(read) + ", but it must be " + allowed.get(), option.summary());
            return null;
        }
        return type.get() == OptionType.Scalar.INT && read instanceof Long number ? (Object) Math.toIntExact(number) : read;
    }

    private static String advice(OptionType type, String text, String summary) {
        return type.plain() instanceof OptionType.Choice choice ? DidYouMean.hint(text, choice.names(), "") : summary;
    }

    /** How a value of the type is written. */
    private static String form(OptionType type, Value value, String summary) {
        String form;
        if (type.plain() instanceof OptionType.Many) {
            form = "write it in brackets: [ …, … ]";
        } else if (type.plain() instanceof OptionType.Named) {
            form = "write it in braces: { name = … }";
        } else {
            form = takesText(type) ? "write it in quotes" : value instanceof Value.Text ? "write it without quotes" : "";
        }
        return summary.isEmpty() ? form : form.isEmpty() ? summary : form + "; " + summary;
    }

    private static boolean takesText(OptionType type) {
        if (type.plain() instanceof OptionType.Scalar scalar) {
            return switch (scalar) {
                case BOOLEAN, INT, LONG, DOUBLE -> false;
                case STRING, DURATION, SIZE, PATH, URI -> true;
            };
        }
        return type.plain() instanceof OptionType.Choice;
    }

    private @Nullable Object items(OptionDescriptor each, Value.Items items) {
        var converted = new ArrayList<Object>();
        for (Value item : items.items()) {
            Object one = convert(each, item);
            if (one != null) {
                converted.add(one);
            }
        }
        return converted.size() == items.items().size() ? List.copyOf(converted) : null;
    }

    private @Nullable Object table(OptionDescriptor option, OptionType.Named type, Value.Section table) {
        var converted = new LinkedHashMap<String, Object>();
        table.entries().forEach((name, item) -> Optional.ofNullable(convert(option.of(option.key() + "." + name, type.value()), item))
                .ifPresent(each -> converted.put(name, each)));
        return converted.size() == table.entries().size() ? java.util.Collections.unmodifiableMap(converted) : null;
    }

    /** A value that needs no parsing; null when the type is another. */
    private static @Nullable Object simple(OptionType type, Value value) {
        if (value instanceof Value.Whole whole) {
            return type instanceof OptionType.Scalar scalar ? whole(scalar, whole.number()) : null;
        }
        if (value instanceof Value.Flag flag) {
            return type == OptionType.Scalar.BOOLEAN ? flag.set() : null;
        }
        return value instanceof Value.Decimal decimal && type == OptionType.Scalar.DOUBLE && Double.isFinite(decimal.number())
                ? decimal.number()
                : null;
    }

    private static @Nullable Object whole(OptionType.Scalar type, long number) {
        return switch (type) {
            case LONG -> number;
            case DOUBLE -> (double) number;
            // bounds refuse a negative one
            case SIZE -> number < 0 ? (Object) number : new io.strapwork.api.plugin.ByteSize(number);
            default -> null;
        };
    }
}
