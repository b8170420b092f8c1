package io.strapwork.runtime.assembly;

import io.strapwork.runtime.assembly.Recipe.Argument;
import jakarta.inject.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What the parameters of plugins' constructors get.
 *
 * @param scope      of the boot
 * @param ofBoot     what all plugins of a boot have in common, by type
 * @param transports by their section
 */
record ArgumentProviders(BootScope scope, Function<Class<?>, Provider<?>> ofBoot, Function<String, Provider<?>> transports) {
    /** Of a plugin, made once, or given. */
    Provider<?> of(Wired wired) {
        return wired.recipe() instanceof Recipe.Given given ? given::instance : made(wired);
    }

    private PluginProvider made(Wired wired) {
        if (!(wired.recipe() instanceof Recipe.Made made)) {
            throw new IllegalStateException("a delegate is made: " + wired);
        }
        var arguments = new ArrayList<Provider<?>>();
        for (Argument argument : made.arguments()) {
            arguments.add(of(wired.choice(), argument));
        }
        return new PluginProvider(wired.choice(), made, arguments, scope);
    }

    private Provider<?> of(Choice choice, Argument argument) {
        if (argument instanceof Argument.OptionsRecord record) {
            return record::options;
        }
        if (argument instanceof Argument.OfBoot boot) {
            return ofBoot.apply(boot.type());
        }
        if (argument instanceof Argument.TransportOf transport) {
            return transports.apply(transport.section());
        }
        if (argument instanceof Argument.Delegate delegate) {
            return made(delegate.wired());
        }
        if (argument instanceof Argument.Delegates several) {
            return all(several.wired().stream().map(this::made).toList());
        }
        return () -> scope.facts().of(choice.room(), choice.plugin());
    }

    private static Provider<List<Object>> all(List<PluginProvider> each) {
        return () -> each.stream().map(PluginProvider::get).toList();
    }
}
