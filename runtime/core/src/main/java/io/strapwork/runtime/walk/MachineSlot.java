package io.strapwork.runtime.walk;

import io.strapwork.api.machine.DepartingMachine;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.RebootableMachine;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a machine stays while its guest restarts. */
final class MachineSlot {
    private @Nullable Machine machine;
    private @Nullable DepartingMachine departing;

    /** The machine, at its firmware: a new one, or after a restart the same as before. */
    Machine take(Supplier<Machine> powerOn) {
        Machine before = machine;
        if (before == null) {
            Machine made = powerOn.get();
            machine = made;
            return made;
        }
        if (before instanceof RebootableMachine rebootable) {
            rebootable.reenter();
            return before;
        }
        throw new IllegalStateException("this machine can't be entered again");
    }

    /** Why a restart of the guest is the end. */
    Optional<String> rebootRefusal() {
        return machine instanceof RebootableMachine rebootable
                ? rebootable.rebootRefusal()
                : Optional.of("this kind of machine can't be entered again");
    }

    void entered(EnteredMachine entered) {
        departing = entered instanceof DepartingMachine ready ? ready : null;
    }

    Optional<DepartingMachine> departing() {
        return Optional.ofNullable(departing);
    }

    void close() {
        if (machine != null) {
            machine.close();
        }
    }
}
