package io.strapwork.runtime.assembly;

import io.strapwork.api.plugin.ByteSize;
import io.strapwork.runtime.catalogue.Bounds;
import io.strapwork.runtime.catalogue.OptionType;
import java.math.BigDecimal;
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
        BigDecimal amount = amount(value);
        boolean inside = amount.compareTo(floor(type)) >= 0
                && allowed.least().map(least -> amount.compareTo(amount(type, least)) >= 0).orElse(true)
                && allowed.most().map(most -> amount.compareTo(amount(type, most)) <= 0).orElse(true);
        if (inside) {
            return Optional.empty();
        }
        boolean negative = allowed.least().isEmpty() && amount.signum() < 0 && floor(type).signum() == 0;
        return Optional.of((negative ? "0 to " + allowed.most().orElse("") : allowed.inWords()).strip());
    }

    /** No duration or size is negative, and an int has 32 bits. */
    private static BigDecimal floor(OptionType.Scalar type) {
        return switch (type) {
            case INT -> BigDecimal.valueOf(Integer.MIN_VALUE);
            case LONG -> BigDecimal.valueOf(Long.MIN_VALUE);
            case DURATION, SIZE -> BigDecimal.ZERO;
            default -> BigDecimal.valueOf(-Double.MAX_VALUE);
        };
    }

    private static BigDecimal amount(OptionType.Scalar type, String bound) {
        return amount(OptionText.parse(type, bound, Path.of("")));
    }

    private static BigDecimal amount(Object value) {
        return switch (value) {
            case Integer number -> BigDecimal.valueOf(number);
            case Long number -> BigDecimal.valueOf(number);
            case Double number -> new BigDecimal(number);
            case ByteSize size -> BigDecimal.valueOf(size.bytes());
            case Duration time -> BigDecimal.valueOf(time.getSeconds()).add(BigDecimal.valueOf(time.getNano(), 9));
            default -> BigDecimal.ZERO;
        };
    }
}
