package io.strapwork.runtime.assembly;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import jakarta.inject.Provider;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/** Makes a plugin, once for its boot. */
final class PluginProvider implements Provider<Object> {
    private final Choice choice;
    private final Recipe.Made recipe;
    private final List<Provider<?>> arguments;
    private final BootScope scope;

    PluginProvider(Choice choice, Recipe.Made recipe, List<Provider<?>> arguments, BootScope scope) {
        this.choice = choice;
        this.recipe = recipe;
        this.arguments = arguments;
        this.scope = scope;
    }

    @Override
    public Object get() {
        Object there = scope.made(recipe);
        if (there != null) {
            return there;
        }
        var values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = arguments.get(i).get();
        }
        Object plugin = make(values);
        scope.add(choice, recipe, plugin);
        return plugin;
    }

    private Object make(Object[] values) {
        try {
            return PluginCall.in(recipe.constructor().getDeclaringClass().getClassLoader(), () -> recipe.constructor().newInstance(values));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof StrapworkException known) {
                throw known;
            }
            throw failed(String.valueOf(e.getCause()), e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw failed(e.toString(), e);
        }
    }

    private StrapworkException failed(String reason, Throwable cause) {
        return new StrapworkException(
                new Problem(Complaints.CONSTRUCTION_FAILED, Blame.BUG, recipe.constructor().getDeclaringClass().getName(),
                        "plugin \"" + choice.plugin() + "\" failed while being created: " + reason,
                        choice.descriptor().map(plugin -> "report this to the author of " + plugin.source().name()).orElse("")),
                cause);
    }
}
