package io.strapwork.network.inet.ip;

import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.IpNetwork.Registration;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Tells when a host has got an address that it had not before. Nothing is told once the loop has ended. */
public final class AddressWatch implements PacketListener {
    private final IpNetwork network;
    private final Runnable then;
    private final Set<Assigned> known;
    private @Nullable Registration registration;
    private boolean closed;

    private AddressWatch(IpNetwork network, Runnable then) {
        this.network = network;
        this.then = then;
        known = new HashSet<>(network.facts().configuration().addresses());
    }

    /**
     * Any thread, and so may what is returned be closed.
     *
     * @param then is run on the loop, in a turn of its own
     */
    public static Registration of(IpNetwork network, Runnable then) {
        var watch = new AddressWatch(network, then);
        watch.onLoop(watch::begin);
        return () -> watch.onLoop(watch::end);
    }

    private void onLoop(Runnable work) {
        if (network.loop().inEventLoop()) {
            work.run();
            return;
        }
        try {
            network.loop().execute(work);
        } catch (RejectedExecutionException e) {
            closed = true;
        }
    }

    private void begin() {
        // Any protocol will do, since it takes no packet.
        registration = network.listen(IpNetwork.UDP, this);
        configured();
    }

    private void end() {
        closed = true;
        if (registration != null) {
            registration.close();
            registration = null;
        }
    }

    @Override
    public void configured() {
        List<Assigned> now = network.facts().configuration().addresses();
        boolean joined = !known.containsAll(now);
        known.clear();
        known.addAll(now);
        if (joined && !closed) {
            network.loop().execute(then);
        }
    }

    @Override
    public boolean received(Packet packet) {
        return false;
    }
}
