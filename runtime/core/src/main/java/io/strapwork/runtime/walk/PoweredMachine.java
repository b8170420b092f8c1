package io.strapwork.runtime.walk;

import io.netty.buffer.ByteBufAllocator;
import io.strapwork.api.address.Lease;
import io.strapwork.api.link.Link;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.PluginCall;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A machine whose network is up. Owned by the boot's own thread; the machine itself is the slot's. */
final class PoweredMachine implements AutoCloseable {
    private final AssembledBoot boot;
    private final MachineSlot slot;
    private @Nullable Machine machine;
    private @Nullable BootLoop loop;
    private @Nullable Link link;
    private @Nullable IpNetwork network;
    private @Nullable Lease lease;

    PoweredMachine(AssembledBoot boot, MachineSlot slot) {
        this.boot = boot;
        this.slot = slot;
    }

    /** Machine, link, stack, address; what was reached is closed by {@link #close} also when this throws. */
    void powerOn(PowerOn request, BootClock clock, RoomTimes times) {
        BootLoop started = BootLoop.start(request.name() + "-loop", clock);
        loop = started;
        // Netty's memory is made ready on the loop's own thread, while the machine starts
        started.eventLoop().execute(() -> ByteBufAllocator.DEFAULT.directBuffer().release());
        machine = times.in(Room.MACHINE, () -> slot.take(() -> PluginCall.in(boot.machine(), () -> boot.machine().powerOn(request))));
        link = times.in(Room.LINK, () -> PluginCall.in(boot.driver(), () -> open(boot.driver(), machine(), loop())));
        IpNetwork attached = times.in(Room.STACK, () -> PluginCall.in(boot.stack(), () -> boot.stack().attach(link(), loop())));
        network = attached;
        boot.network(attached);
        lease = times.in(Room.ADDRESS, () -> PluginCall.in(boot.address(), () -> boot.address().acquire(attached, request.architecture())));
    }

    private static <B extends DeviceBus> Link open(LinkDriver<B> driver, Machine machine, BootLoop loop) {
        for (DeviceBus bus : machine.buses()) {
            if (driver.bus().isInstance(bus)) {
                return driver.open(driver.bus().cast(bus), loop::wakeup);
            }
        }
        String kinds = machine.buses().stream().map(DeviceBus::kind).collect(Collectors.joining(", "));
        throw new StrapworkException(new Problem("SW-W190", Blame.USER, "[link]", "the machine has no bus that the driver could use",
                "the machine's buses: " + kinds));
    }

    Machine machine() {
        return started(machine);
    }

    Link link() {
        return started(link);
    }

    Lease lease() {
        return started(lease);
    }

    /** Why the link below has died, if it has: the reason behind whatever failed above it. */
    Optional<StrapworkException> failure() {
        return network == null ? Optional.empty() : network.failure();
    }

    private BootLoop loop() {
        return started(loop);
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the machine is not powered on");
        }
        return part;
    }

    /** Ends the network and resets the devices: nothing writes into guest memory any more. */
    void quiesce() {
        boot.close();
        if (loop != null) {
            loop.close();
            loop = null;
        }
        if (link != null) {
            link.quiesce();
        }
    }

    /** Quiesces, best effort. */
    @Override
    public void close() {
        quiesce();
    }
}
