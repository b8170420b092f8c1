package io.strapwork.runtime.assembly;

import io.strapwork.api.plugin.ByteSize;
import io.strapwork.runtime.catalogue.Bounds;
import io.strapwork.runtime.catalogue.OptionType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Compares values with what their options allow. */
public final class OptionBounds {
    private OptionBounds() {}

    /**
     * A duration from the command line.
     *
     * @throws IllegalArgumentException with a sentence for the user, when it is none or outside of the bounds
     */
    public static Duration duration(String text, Bounds bounds) {
        Duration duration = OptionText.duration(text);
        wrong(OptionType.Scalar.DURATION, bounds, duration).ifPresent(allowed -> {
            throw new IllegalArgumentException("it is \"" + text + "\", but it must be " + allowed);
        });
        return duration;
    }

    /**
     * What is allowed instead; empty when the value is inside.
     *
     * @throws IllegalArgumentException when the bounds themselves can't be read
     */
    static Optional<String> wrong(OptionType.Scalar type, Bounds bounds, Object value) {
        Bounds allowed = bounds.of(type);
        boolean inside = compare(value, floor(type)) >= 0
                && allowed.least().map(least -> compare(value, parsed(type, least)) >= 0).orElse(true)
                && allowed.most().map(most -> compare(value, parsed(type, most)) <= 0).orElse(true);
        if (inside) {
            return Optional.empty();
        }
        boolean negative = allowed.least().isEmpty() && isNeverNegative(type) && compare(value, floor(type)) < 0;
        return Optional.of((negative ? "0 to " + allowed.most().orElse("") : allowed.inWords()).strip());
    }

    private static boolean isNeverNegative(OptionType.Scalar type) {
        return type == OptionType.Scalar.DURATION || type == OptionType.Scalar.SIZE;
    }

    /** No duration or size is negative, and an int has 32 bits. */
    private static Object floor(OptionType.Scalar type) {
        return switch (type) {
            case INT -> (long) Integer.MIN_VALUE;
            case DURATION -> Duration.ZERO;
            case SIZE -> 0L;
            case DOUBLE -> -Double.MAX_VALUE;
            default -> Long.MIN_VALUE;
        };
    }

    private static Object parsed(OptionType.Scalar type, String bound) {
        return OptionText.parse(type, bound, Path.of(""));
    }

    /** Of two values of one type. Not by BigDecimal: its tables of powers take a tenth of a start to work out. */
    private static int compare(Object left, Object right) {
        if (left instanceof Duration time) {
            return time.compareTo((Duration) right);
        }
        if (left instanceof Double number) {
            double other = (Double) right;
            return number < other ? -1 : number > other ? 1 : 0;
        }
        return Long.compare(whole(left), whole(right));
    }

    /** A number without a fraction, or bytes; what has no amount is 0. */
    private static long whole(Object value) {
        return value instanceof ByteSize size
                ? size.bytes()
                : value instanceof Long || value instanceof Integer ? ((Number) value).longValue() : 0;
    }
}
