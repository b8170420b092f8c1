package ${package};

import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.MachinePlugin;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import jakarta.inject.Inject;

/** Powers machines on; put your emulator or board here. This one has memory and a bus without any card. */
@MachinePlugin(id = "${id}", architectures = "s390x", buses = ${className}Machine.BUS, memory = "s390x:16MiB:8GiB:1MiB")
public final class ${className}Provider implements MachineProvider {
    private static final long LEAST = 16L << 20;
    private static final long MOST = 8L << 30;

    @Inject
    public ${className}Provider() {}

    @Override
    public Machine powerOn(PowerOn request) {
        if (!request.bus().equals(${className}Machine.BUS)) {
            throw refused("machine", "the machine has no bus " + request.bus(), "choose a driver for " + ${className}Machine.BUS);
        }
        long bytes = request.memory().bytes();
        if (bytes < LEAST || bytes > MOST) {
            throw refused("machine.memory", "the machine can't have " + request.memory() + " of memory", "set machine.memory to 16MiB to 8GiB");
        }
        return new ${className}Machine(bytes);
    }

    private static StrapworkException refused(String where, String what, String hint) {
        return new Problem("SW-M900", Blame.USER, where, what, hint).asException();
    }
}
