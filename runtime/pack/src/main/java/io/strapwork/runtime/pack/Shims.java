package io.strapwork.runtime.pack;

import io.strapwork.api.machine.Architecture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The shims, built from {@code shims/}. */
public final class Shims {
    private Shims() {}

    /** The file that a loader takes for a Linux kernel. */
    public static byte[] read(Architecture architecture) {
        try (InputStream in = Shims.class.getResourceAsStream(architecture.id() + ".shim")) {
            if (in == null) {
                throw new IllegalStateException("the shim for " + architecture.id() + " is missing from this jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
