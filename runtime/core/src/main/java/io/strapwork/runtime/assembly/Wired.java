package io.strapwork.runtime.assembly;

import io.strapwork.api.time.BootClock;
import java.util.random.RandomGenerator;

/** A choice and how its plugin is made. */
record Wired(Choice choice, Recipe recipe) {
    /** Whether the plugin, or one that it asks for, asks for something of the boot. */
    boolean asks(Class<?> type) {
        return recipe instanceof Recipe.Made made
                && made.arguments().stream()
                        .anyMatch(argument -> argument instanceof Recipe.Argument.OfBoot(Class<?> wanted) && wanted == type
                                || argument.delegates().stream().anyMatch(delegate -> delegate.asks(type)));
    }

    /** Whether it asks for nothing but its options, the clock, randomness, the place of its facts, and others of its kind that do. */
    boolean isAlone() {
        if (recipe instanceof Recipe.Made made) {
            for (Recipe.Argument argument : made.arguments()) {
                boolean further = argument instanceof Recipe.Argument.TransportOf
                        || argument instanceof Recipe.Argument.OfBoot(Class<?> type) && type != BootClock.class
                                && type != RandomGenerator.class;
                if (further || argument.delegates().stream().anyMatch(delegate -> !delegate.isAlone())) {
                    return false;
                }
            }
        }
        return true;
    }
}
