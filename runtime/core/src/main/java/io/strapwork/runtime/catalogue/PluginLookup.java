package io.strapwork.runtime.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Describes plugin classes that are loaded already, as tests have them. */
public final class PluginLookup {
    private PluginLookup() {}

    /** What discovery would say of the class; empty when it is no plugin. */
    public static Optional<PluginDescriptor> describe(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader == null) {
            return Optional.empty();
        }
        var source = new PluginSource(type.getName(), loader);
        try (InputStream in = loader.getResourceAsStream(type.getName().replace('.', '/') + ".class")) {
            if (in == null) {
                return Optional.empty();
            }
            return Optional.of(new ClassFacts(source).describe(type.getName(), in.readAllBytes()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
