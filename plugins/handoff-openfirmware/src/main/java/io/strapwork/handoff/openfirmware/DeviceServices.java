package io.strapwork.handoff.openfirmware;

import io.strapwork.api.machine.CallingCpu;
import io.strapwork.api.time.BootClock;
import io.strapwork.handoff.openfirmware.ClientMemory.Refused;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The client interface's device and memory services (IEEE 1275, 6.3.2.3 and 6.3.2.4). The one device with a driver here is the console. */
final class DeviceServices {
    private static final int WRITE_LIMIT = 1 << 16;
    /** A client that asks again and again for keys that nobody types is slowed down: its CPU sleeps. */
    private static final int PATIENT_READS = 16;
    private static final Duration IDLE_TIME = Duration.ofMillis(10);
    private final Firmware firmware;
    private final Terminal console;
    private int emptyReads;

    DeviceServices(Firmware firmware, BootClock clock) {
        this.firmware = firmware;
        this.console = new Terminal(clock);
    }

    void into(Map<String, Service> services) {
        services.put("open", (call, _) -> call.result(0, firmware.open(call.text(0, TreeServices.PATH_LIMIT)).orElse(0)));
        services.put("close", (call, _) -> firmware.instances().close(call.argument(0)));
        services.put("read", (call, cpu) -> call.result(0, read(call, cpu)));
        services.put("write", (call, cpu) -> call.result(0, write(call, cpu)));
        services.put("seek", (call, _) -> call.result(0, Firmware.NONE));
        services.put("claim", (call, _) -> call.result(0, claim(call)));
        services.put("release", (call, _) -> firmware.claims().release(call.address(0), call.address(1)));
    }

    private int write(CallFrame call, CallingCpu cpu) throws Refused {
        Optional<Integer> terminal = firmware.terminal(call.argument(0));
        if (terminal.isEmpty()) {
            return Firmware.NONE;
        }
        int count = (int) Math.min(call.address(2), WRITE_LIMIT);
        return console.write(cpu, terminal.get(), call.memory().bytes(call.address(1), count));
    }

    /** -2 when nothing was typed, as keyboards answer (IEEE 1275, 3.8.3). */
    private int read(CallFrame call, CallingCpu cpu) throws Refused {
        Optional<Integer> terminal = firmware.terminal(call.argument(0));
        if (terminal.isEmpty()) {
            return Firmware.NONE;
        }
        int room = (int) Math.min(call.address(2), WRITE_LIMIT);
        // whether it can be written is known before keys are taken from the terminal
        call.memory().bytes(call.address(1), room);
        byte[] typed = console.read(cpu, terminal.get(), room);
        if (typed.length == 0 && ++emptyReads > PATIENT_READS) {
            console.pause(IDLE_TIME);
            typed = console.read(cpu, terminal.get(), room);
        }
        if (typed.length == 0) {
            return room == 0 ? 0 : -2;
        }
        emptyReads = 0;
        call.memory().write(call.address(1), typed, typed.length);
        return typed.length;
    }

    private int claim(CallFrame call) throws Refused {
        long alignment = call.arguments().length > 2 ? call.address(2) : 0;
        ClaimMap claims = firmware.claims();
        return (alignment == 0 ? claims.claim(call.address(0), call.address(1)) : claims.claimAligned(call.address(1), alignment))
                .map(range -> (int) range.start().value()).orElse(Firmware.NONE);
    }
}
