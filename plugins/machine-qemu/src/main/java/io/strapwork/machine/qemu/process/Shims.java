package io.strapwork.machine.qemu.process;

import java.io.IOException;
import java.io.InputStream;

/** The assembled shims, whose sources are in {@code shims/} of this module. */
public final class Shims {
    private Shims() {}

    public static byte[] read(String name) {
        try (InputStream in = Shims.class.getResourceAsStream("/io/strapwork/machine/qemu/" + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(name + " can't be read", e);
        }
    }
}
