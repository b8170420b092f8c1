package io.strapwork.processor;

import io.strapwork.api.plugin.ByteSize;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks the text of a {@link io.strapwork.api.plugin.Default} while compiling, so that it can't fail while booting. */
final class DefaultText {
    private static final Pattern SHORT_DURATION = Pattern.compile("[0-9]{1,9}(ms|s|m|h)");

    private DefaultText() {}

    static Optional<String> wrong(String type, String text) {
        try {
            Object parsed = switch (type) {
                case "boolean" -> require(text.equals("true") || text.equals("false"), text, "true or false");
                case "int" -> Integer.parseInt(text);
                case "long" -> Long.parseLong(text);
                case "double" -> require(Double.isFinite(Double.parseDouble(text)), text, "a finite number");
                case "duration" -> SHORT_DURATION.matcher(text).matches()
                        || require(!Duration.parse(text).isNegative(), text, "a duration that is not negative");
                case "size" -> ByteSize.parse(text);
                case "path" -> Path.of(text);
                case "uri" -> new URI(text);
                default -> text;
            };
            Objects.requireNonNull(parsed);
            return Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.of("\"" + text + "\" is not a valid " + type);
        } catch (DateTimeParseException e) {
            return Optional.of("\"" + text + "\" is not a duration; write 500ms, 5s, 2m, 1h or PT5S");
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Of a text that is one. */
    static Duration duration(String text) {
        if (!SHORT_DURATION.matcher(text).matches()) {
            return Duration.parse(text);
        }
        int unit = text.endsWith("ms") ? 2 : 1;
        long count = Long.parseLong(text.substring(0, text.length() - unit));
        return switch (text.substring(text.length() - unit)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    private static boolean require(boolean good, String text, String wanted) {
        if (!good) {
            throw new IllegalArgumentException("\"" + text + "\" is not " + wanted);
        }
        return true;
    }
}
