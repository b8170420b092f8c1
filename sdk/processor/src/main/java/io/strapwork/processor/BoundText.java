package io.strapwork.processor;

import io.strapwork.api.plugin.ByteSize;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks what {@link io.strapwork.api.plugin.Min} and {@link io.strapwork.api.plugin.Max} say of an option, and that its default is inside. */
final class BoundText {
    /** The most of what has no bound of its own. */
    private static final Map<String, String> USUAL = Map.of("int", "1000000", "long", "1000000", "duration", "24h", "size", "1024GiB");

    private BoundText() {}

    /** @param type of the index's grammar @return what is wrong, one sentence each */
    static List<String> wrong(String type, Optional<String> least, Optional<String> most, Optional<String> usual) {
        String scalar = scalar(type);
        if (!USUAL.containsKey(scalar) && !scalar.equals("double")) {
            return least.isPresent() || most.isPresent()
                    ? List.of("@Min and @Max belong on numbers, durations and sizes, or on a List, Map or Optional of these")
                    : List.of();
        }
        var wrong = new ArrayList<String>();
        least.flatMap(text -> DefaultText.wrong(scalar, text)).ifPresent(reason -> wrong.add("@Min: " + reason));
        most.flatMap(text -> DefaultText.wrong(scalar, text)).ifPresent(reason -> wrong.add("@Max: " + reason));
        if (!wrong.isEmpty()) {
            return wrong;
        }
        BigDecimal bottom = least.map(text -> amount(scalar, text)).orElse(null);
        BigDecimal top = most.or(() -> Optional.ofNullable(USUAL.get(scalar))).map(text -> amount(scalar, text)).orElse(null);
        if (bottom != null && top != null && bottom.compareTo(top) > 0) {
            return List.of(most.isPresent()
                    ? "@Min is greater than @Max"
                    : "@Min is greater than " + USUAL.get(scalar) + ", the largest value without @Max");
        }
        for (String item : items(type, usual)) {
            if (DefaultText.wrong(scalar, item).isEmpty() && isOutside(amount(scalar, item), bottom, top)) {
                wrong.add("the default " + item + " is not within @Min and @Max"
                        + (most.isPresent() ? "" : "; without @Max, the largest value is " + USUAL.get(scalar)));
            }
        }
        return wrong;
    }

    private static boolean isOutside(BigDecimal amount, @Nullable BigDecimal bottom, @Nullable BigDecimal top) {
        return bottom != null && amount.compareTo(bottom) < 0 || top != null && amount.compareTo(top) > 0;
    }

    private static List<String> items(String type, Optional<String> usual) {
        if (usual.isEmpty() || type.startsWith("list:") && usual.get().isBlank()) {
            return List.of();
        }
        return type.startsWith("list:") ? List.of(usual.get().split(",", -1)).stream().map(String::strip).toList() : List.of(usual.get());
    }

    /** Of a list, a map or an optional value, the items' type. */
    private static String scalar(String type) {
        String item = type.substring(type.indexOf(':') + 1);
        return type.startsWith("enum:") ? "enum" : item.startsWith("enum:") ? "enum" : item;
    }

    private static BigDecimal amount(String scalar, String text) {
        return switch (scalar) {
            case "duration" -> seconds(DefaultText.duration(text));
            case "size" -> BigDecimal.valueOf(ByteSize.parse(text).bytes());
            case "double" -> new BigDecimal(Double.parseDouble(text));
            default -> BigDecimal.valueOf(Long.parseLong(text));
        };
    }

    private static BigDecimal seconds(Duration time) {
        return BigDecimal.valueOf(time.getSeconds()).add(BigDecimal.valueOf(time.getNano(), 9));
    }
}
