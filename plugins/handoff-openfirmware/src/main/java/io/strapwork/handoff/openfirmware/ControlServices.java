package io.strapwork.handoff.openfirmware;

import io.strapwork.api.machine.CallingCpu;
import io.strapwork.api.time.BootClock;
import io.strapwork.handoff.openfirmware.ClientMemory.Refused;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client interface's control, time and user interface services (IEEE 1275, 6.3.2.1, 6.3.2.5 to 6.3.2.7). There is no user interface to return to. */
final class ControlServices {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServices.class);
    private static final int COMMAND_LIMIT = 1024;
    private final Firmware firmware;
    private final BootClock clock;
    private final long start;
    private final Rtas rtas;

    ControlServices(Firmware firmware, BootClock clock) {
        this.firmware = firmware;
        this.clock = clock;
        this.start = clock.nanoTime();
        this.rtas = new Rtas(firmware);
    }

    void into(Map<String, Service> services) {
        services.put("test", (call, _) -> call.result(0, services.containsKey(call.text(0, COMMAND_LIMIT)) ? 0 : Firmware.NONE));
        services.put("milliseconds", (call, _) -> call.result(0, (int) ((clock.nanoTime() - start) / 1_000_000)));
        services.put("interpret", this::interpret);
        services.put("exit", (_, cpu) -> powerOff(cpu));
        services.put("boot", (_, cpu) -> reboot(cpu));
        services.put("enter", (_, _) -> LOG.debug("the client asks for the firmware's prompt, which does not exist; it continues"));
        services.put("chain", (_, _) -> {
            throw new Refused("there is no second client to chain to");
        });
        services.put("set-callback", (call, _) -> call.result(0, 0));
        services.put("set-symbol-lookup", (_, _) -> {});
        services.put("quiesce", (_, _) -> LOG.debug("the client takes over the machine; {} packages", firmware.tree().all().size()));
    }

    /** No Forth here, but the words that end a client. */
    private void interpret(CallFrame call, CallingCpu cpu) throws Refused {
        switch (call.text(0, COMMAND_LIMIT).strip()) {
            case "reset-all", "reboot" -> reboot(cpu);
            case "power-off", "shut-down" -> powerOff(cpu);
            default -> call.result(0, Firmware.NONE);
        }
    }

    private void powerOff(CallingCpu cpu) throws Refused {
        rtas.call(cpu, "power-off", -1, -1);
    }

    private void reboot(CallingCpu cpu) throws Refused {
        rtas.call(cpu, "system-reboot");
    }
}
