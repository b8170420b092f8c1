package io.strapwork.runtime.assembly;

import org.jspecify.annotations.Nullable;

/**
 * Calls into a plugin from the boot's own thread. Libraries look up services, and resources, by the thread's context class loader: while a plugin works it is that of the plugin's jar, or
 * a library of the jar would be given the host's providers, of another version and of classes that aren't its own.
 */
public final class PluginCall {
    private PluginCall() {}

    /** What is called, for its answer. */
    @FunctionalInterface
    public interface Work<T, X extends Exception> {
        T call() throws X;
    }

    /** What is called, for what it does. */
    @FunctionalInterface
    public interface Deed<X extends Exception> {
        void call() throws X;
    }

    /** @param plugin whose jar it is */
    public static <T, X extends Exception> T in(Object plugin, Work<T, X> work) throws X {
        return in(plugin.getClass().getClassLoader(), work);
    }

    /** @param plugin whose jar it is */
    public static <X extends Exception> void of(Object plugin, Deed<X> deed) throws X {
        in(plugin.getClass().getClassLoader(), () -> {
            deed.call();
            return plugin;
        });
    }

    static <T, X extends Exception> T in(@Nullable ClassLoader own, Work<T, X> work) throws X {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(own);
        try {
            return work.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
