package io.strapwork.runtime.assembly;

import io.strapwork.api.plugin.ByteSize;
import io.strapwork.runtime.catalogue.OptionType;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** Option values from text: of strings in a profile, overrides, defaults. */
public final class OptionText {
    private OptionText() {}

    /**
     * The value of a type; names of enum constants stay text.
     *
     * @param folder what relative paths are seen from
     * @throws IllegalArgumentException with a sentence for the user
     */
    static Object parse(OptionType type, String text, Path folder) {
        if (type instanceof OptionType.Scalar scalar) {
            return scalar(scalar, text, folder);
        }
        if (type instanceof OptionType.Choice choice) {
            return choice(choice, text);
        }
        if (type instanceof OptionType.Maybe maybe) {
            return parse(maybe.value(), text, folder);
        }
        if (type instanceof OptionType.Many many) {
            var items = new ArrayList<Object>();
            for (String item : text.isBlank() ? new String[0] : text.split(",", -1)) {
                items.add(parse(many.item(), item.strip(), folder));
            }
            return List.copyOf(items);
        }
        throw new IllegalArgumentException("\"" + text + "\" is not a table");
    }

    private static Object scalar(OptionType.Scalar type, String text, Path folder) {
        try {
            return switch (type) {
                case BOOLEAN -> flag(text);
                case INT -> Integer.parseInt(text);
                case LONG -> Long.parseLong(text);
                case DOUBLE -> finite(Double.parseDouble(text), text);
                case STRING -> text;
                case DURATION -> duration(text);
                case SIZE -> ByteSize.parse(text);
                case PATH -> folder.resolve(text).normalize();
                case URI -> new URI(text);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not " + type.inWords() + (type == OptionType.Scalar.INT ? " of 32 bits" : ""), e);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a path: " + e.getReason(), e);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a URI: " + e.getReason(), e);
        }
    }

    private static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("\"" + text + "\" is not true or false");
        }
        return text.equals("true");
    }

    private static double finite(double number, String text) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("\"" + text + "\" is not a finite number");
        }
        return number;
    }

    private static Object choice(OptionType.Choice choice, String text) {
        if (!choice.names().contains(text)) {
            throw new IllegalArgumentException("\"" + text + "\" is not " + choice.inWords());
        }
        return text;
    }

    /** {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h} or ISO 8601; never negative. @throws IllegalArgumentException otherwise */
    public static Duration duration(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits > 0 && digits <= 9) {
            long count = Long.parseLong(text.substring(0, digits));
            switch (text.substring(digits)) {
                case "ms" -> {
                    return Duration.ofMillis(count);
                }
                case "s" -> {
                    return Duration.ofSeconds(count);
                }
                case "m" -> {
                    return Duration.ofMinutes(count);
                }
                case "h" -> {
                    return Duration.ofHours(count);
                }
                default -> {
                }
            }
        }
        Duration duration = iso(text);
        if (duration.isNegative()) {
            throw new IllegalArgumentException("\"" + text + "\" is negative; a duration can't be");
        }
        return duration;
    }

    private static Duration iso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a duration; write \"500ms\", \"5s\", \"2m\", \"1h\" or \"PT5S\"",
                    e);
        }
    }
}
