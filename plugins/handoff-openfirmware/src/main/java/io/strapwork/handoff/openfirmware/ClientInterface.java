package io.strapwork.handoff.openfirmware;

import io.strapwork.api.machine.CallingCpu;
import io.strapwork.api.machine.FirmwareCalls;
import io.strapwork.api.time.BootClock;
import io.strapwork.handoff.openfirmware.ClientMemory.Refused;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client interface (IEEE 1275, 6.3): takes a call, finds its service, and answers 0, or -1 when it can't be done. Nothing that a client passes does more harm than that.
 */
final class ClientInterface implements FirmwareCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ClientInterface.class);
    private static final long DONE = 0;
    private static final long FAILED = -1;
    private final Map<String, Service> services = new HashMap<>();
    private final BootClock clock;
    private long start;
    private long calls;

    ClientInterface(Platform platform, BootClock clock, Optional<Long> rtasBase) {
        this.clock = clock;
        this.start = clock.nanoTime();
        var firmware = new Firmware(platform);
        new TreeServices(firmware).into(services);
        new DeviceServices(firmware, clock).into(services);
        new MethodServices(firmware, new ArchitectureSupport(firmware), rtasBase).into(services);
        new ControlServices(firmware, clock).into(services);
    }

    @Override
    public void starting(CallingCpu cpu) {
        start = clock.nanoTime();
    }

    @Override
    public long call(CallingCpu cpu, long argument) {
        calls++;
        try {
            CallFrame call = CallFrame.read(new ClientMemory(cpu.memory()), argument);
            Service service = services.get(call.service());
            if (service == null) {
                LOG.debug("the client calls \"{}\", which is not a service", call.service());
                return FAILED;
            }
            service.serve(call, cpu);
            if (call.service().equals("quiesce") && LOG.isDebugEnabled()) {
                LOG.debug("{} calls in {} ms", calls, (clock.nanoTime() - start) / 1_000_000);
            }
            return DONE;
        } catch (Refused e) {
            LOG.debug("a call is refused: {}", e.getMessage());
            return FAILED;
        }
    }
}
