package io.strapwork.runtime.catalogue;

import java.util.Objects;

/**
 * Where a plugin comes from: a jar or a folder, and the class loader that makes its classes.
 *
 * @param location of the jar or folder, for people
 * @param loader   of its classes; none of them is loaded before a profile names it
 */
public record PluginSource(String location, ClassLoader loader) {
    public PluginSource {
        Objects.requireNonNull(location);
        Objects.requireNonNull(loader);
    }

    /** The jar's or folder's own name: {@code driver-virtio.jar}. */
    public String name() {
        String path = location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** In words for a message: the module's name without {@code strapwork-}, version and ending, the module of a {@code target/classes} folder. */
    public String shortName() {
        String path = location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
        if (path.endsWith("/target/classes") || path.endsWith("/target/test-classes")) {
            path = path.substring(0, path.lastIndexOf("/target/"));
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.endsWith(".jar")) {
            name = withoutVersion(name.substring(0, name.length() - 4));
        }
        return name.startsWith("strapwork-") ? name.substring("strapwork-".length()) : name;
    }

    private static String withoutVersion(String name) {
        for (int i = 1; i + 1 < name.length(); i++) {
            if (name.charAt(i) == '-' && Character.isDigit(name.charAt(i + 1))) {
                return name.substring(0, i);
            }
        }
        return name;
    }

    @Override
    public String toString() {
        return location;
    }
}
