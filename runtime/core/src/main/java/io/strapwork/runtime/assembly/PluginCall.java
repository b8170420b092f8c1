package io.strapwork.runtime.assembly;

import org.jspecify.annotations.Nullable;

/**
 * Calls into a plugin from the boot's own thread. Libraries look up services, and resources, by the thread's context class loader: while a plugin works it is that of the plugin's jar, or
 * a library of the jar would be given the host's providers, of another version and of classes that aren't its own.
 */
public final class PluginCall {
    private PluginCall() {}

    /** What is called. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object, X extends Exception> {
        T call() throws X;
    }

    /** @param plugin whose jar it is */
    public static <T extends @Nullable Object, X extends Exception> T in(Object plugin, Work<T, X> work) throws X {
        return in(plugin.getClass().getClassLoader(), work);
    }

    static <T extends @Nullable Object, X extends Exception> T in(@Nullable ClassLoader own, Work<T, X> work) throws X {
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
