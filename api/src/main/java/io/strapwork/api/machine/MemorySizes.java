package io.strapwork.api.machine;

import io.strapwork.api.plugin.ByteSize;
import org.apiguardian.api.API;

/**
 * What sizes of memory a machine can have, as {@link MachinePlugin#memory()} says them: from the least to the most, in steps.
 *
 * @param step what each size is a multiple of
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record MemorySizes(Architecture architecture, ByteSize least, ByteSize most, ByteSize step) {
    public MemorySizes {
        if (step.bytes() == 0 || least.bytes() > most.bytes() || least.bytes() % step.bytes() != 0 || most.bytes() % step.bytes() != 0) {
            throw new IllegalArgumentException("there are no sizes from " + least + " to " + most + " in steps of " + step);
        }
    }

    /** @throws IllegalArgumentException when it has another form */
    public static MemorySizes parse(String text) {
        String[] parts = text.split(":", -1);
        Architecture architecture = Architecture.byId(parts[0]).orElse(null);
        if (parts.length != 4 || architecture == null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" must be ARCHITECTURE:LEAST:MOST:STEP, as in \"ppc64:256MiB:1024GiB:256MiB\"");
        }
        return new MemorySizes(architecture, ByteSize.parse(parts[1]), ByteSize.parse(parts[2]), ByteSize.parse(parts[3]));
    }

    /** Whether it is one of them. */
    public boolean allow(ByteSize size) {
        return size.bytes() >= least.bytes() && size.bytes() <= most.bytes() && size.bytes() % step.bytes() == 0;
    }

    /** The nearest that is not smaller, or the most. */
    public ByteSize atLeast(ByteSize size) {
        long wanted = Math.clamp(size.bytes(), least.bytes(), most.bytes());
        return new ByteSize(Math.ceilDiv(wanted, step.bytes()) * step.bytes());
    }

    /** {@code a multiple of 256MiB from 256MiB to 1024GiB}. */
    @Override
    public String toString() {
        return "a multiple of " + step + " from " + least + " to " + most;
    }
}
