package io.strapwork.runtime.walk;

import io.netty.buffer.ByteBufAllocator;
import io.strapwork.api.link.Link;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.machine.DeviceBus;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.IpStack;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.runtime.assembly.PluginCall;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The machine's own network as far as it is up: loop, link, stack. Owned by the boot's own thread. */
final class MachineNetwork implements AutoCloseable {
    private @Nullable BootLoop loop;
    private @Nullable Link link;
    private @Nullable IpNetwork network;

    /** Starts the loop. Netty's memory is made ready on its thread, while the machine starts. */
    void start(String name, BootClock clock) {
        BootLoop started = BootLoop.start(name + "-loop", clock);
        loop = started;
        started.eventLoop().execute(() -> ByteBufAllocator.DEFAULT.directBuffer().release());
    }

    Link open(LinkDriver<?> driver, Machine machine) {
        Link opened = PluginCall.in(driver, () -> open(driver, machine.hardware().buses(), loop()));
        link = opened;
        return opened;
    }

    private static <B extends DeviceBus> Link open(LinkDriver<B> driver, List<DeviceBus> buses, BootLoop loop) {
        for (DeviceBus bus : buses) {
            if (driver.bus().isInstance(bus)) {
                return driver.open(driver.bus().cast(bus), loop::wakeup);
            }
        }
        String kinds = buses.stream().map(DeviceBus::kind).collect(Collectors.joining(", "));
        throw new StrapworkException(new Problem("SW-W190", Blame.USER, "[link]", "the machine has no bus that the driver could use",
                kinds.isEmpty() ? "the machine has no bus at all" : "the machine's buses: " + kinds));
    }

    IpNetwork attach(IpStack stack, Link opened) {
        IpNetwork attached = PluginCall.in(stack, () -> stack.attach(opened, loop()));
        network = attached;
        return attached;
    }

    private BootLoop loop() {
        if (loop == null) {
            throw new IllegalStateException("the loop was not started");
        }
        return loop;
    }

    /** Why the link below has died, if it has: the reason behind whatever failed above it. */
    Optional<StrapworkException> failure() {
        return network == null ? Optional.empty() : network.facts().failure();
    }

    /** Ends the loop, then resets the device: nothing writes into guest memory any more. May be called again. */
    @Override
    public void close() {
        try {
            if (loop != null) {
                loop.close();
                loop = null;
            }
        } finally {
            if (link != null) {
                link.card().quiesce();
            }
        }
    }
}
