package io.strapwork.runtime.assembly;

/** A choice and how its plugin is made. */
record Wired(Choice choice, Recipe recipe) {
    /** Whether the plugin, or one that it asks for, asks for something of the boot. */
    boolean asks(Class<?> type) {
        return recipe instanceof Recipe.Made made
                && made.arguments().stream()
                        .anyMatch(argument -> argument instanceof Recipe.Argument.OfBoot(Class<?> wanted) && wanted == type
                                || argument.delegates().stream().anyMatch(delegate -> delegate.asks(type)));
    }
}
