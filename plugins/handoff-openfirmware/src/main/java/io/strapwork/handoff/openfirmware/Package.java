package io.strapwork.handoff.openfirmware;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node of the device tree that clients see, with its properties in order. */
final class Package {
    private final String name;
    private final @Nullable Package parent;
    private final int phandle;
    private final List<Package> children = new ArrayList<>();
    private final Map<String, byte[]> properties = new LinkedHashMap<>();

    /** @param name with its unit address */
    Package(String name, @Nullable Package parent, int phandle) {
        this.name = name;
        this.parent = parent;
        this.phandle = phandle;
        if (parent != null) {
            parent.children.add(this);
        }
    }

    int phandle() {
        return phandle;
    }

    Optional<Package> parent() {
        return Optional.ofNullable(parent);
    }

    List<Package> children() {
        return children;
    }

    Map<String, byte[]> properties() {
        return properties;
    }

    Optional<byte[]> property(String property) {
        return Optional.ofNullable(properties.get(property));
    }

    /** The first string of a property, empty when there is none. */
    String text(String property) {
        byte[] value = properties.getOrDefault(property, new byte[0]);
        int end = 0;
        while (end < value.length && value[end] != 0) {
            end++;
        }
        return new String(value, 0, end, StandardCharsets.ISO_8859_1);
    }

    /** The first cell of a property. */
    Optional<Integer> cell(String property) {
        return property(property).filter(value -> value.length >= 4).map(value -> ByteBuffer.wrap(value).getInt());
    }

    void text(String property, String value) {
        properties.put(property, (value + "\0").getBytes(StandardCharsets.UTF_8));
    }

    void cells(String property, int... cells) {
        var value = ByteBuffer.allocate(4 * cells.length);
        for (int cell : cells) {
            value.putInt(cell);
        }
        properties.put(property, value.array());
    }

    /** Without its unit address. */
    String baseName() {
        int at = name.indexOf('@');
        return at < 0 ? name : name.substring(0, at);
    }

    String unit() {
        int at = name.indexOf('@');
        return at < 0 ? "" : name.substring(at + 1);
    }

    /** Whether a component of a path means this: {@code name@unit}, {@code name} for any unit, or {@code @unit} (IEEE 1275, 4.3.1). */
    boolean isMeantBy(String component) {
        int at = component.indexOf('@');
        String wantedName = at < 0 ? component : component.substring(0, at);
        boolean named = wantedName.isEmpty() ? at >= 0 && component.length() > 1 : wantedName.equals(baseName());
        return named && (at < 0 || component.substring(at + 1).toLowerCase(Locale.ROOT).equals(unit().toLowerCase(Locale.ROOT)));
    }

    String path() {
        if (parent == null) {
            return "/";
        }
        String above = parent.path();
        return (above.equals("/") ? above : above + "/") + name;
    }
}
