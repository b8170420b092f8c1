package io.strapwork.network.inet.ip;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.strapwork.api.link.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Addresses of one family that somebody wants to know about before, or while, they are used (RFC 5227 2.1.1, 4862 5.4). */
final class AddressProbes<A> {
    private static final int MOST_PROBES = 16;

    private final IoEventLoop loop;
    private final Consumer<A> send;
    private final List<Probe<A>> probes = new ArrayList<>();

    /** @param send one probe for an address */
    AddressProbes(IoEventLoop loop, Consumer<A> send) {
        this.loop = loop;
        this.send = send;
    }

    Future<Optional<MacAddress>> probe(A address, int count, Duration spacing) {
        if (count < 1 || count > MOST_PROBES || spacing.isNegative()) {
            throw new IllegalArgumentException("probes: " + count + " with " + spacing);
        }
        Promise<Optional<MacAddress>> answer = loop.newPromise();
        var probe = new Probe<>(address, spacing.toNanos(), answer);
        probes.add(probe);
        answer.addListener(done -> probes.remove(probe));
        next(probe, count);
        return answer;
    }

    private void next(Probe<A> probe, int left) {
        if (probe.answer.isDone()) {
            return;
        }
        if (left == 0) {
            probe.answer.trySuccess(Optional.empty());
            return;
        }
        send.accept(probe.address);
        loop.schedule(() -> next(probe, left - 1), probe.spacingNanos, TimeUnit.NANOSECONDS);
    }

    boolean contains(A address) {
        for (Probe<A> probe : probes) {
            if (probe.address.equals(address)) {
                return true;
            }
        }
        return false;
    }

    /** Somebody has the address, or probes for it too. */
    void taken(A address, MacAddress by) {
        for (Probe<A> probe : List.copyOf(probes)) {
            if (probe.address.equals(address)) {
                probe.answer.trySuccess(Optional.of(by));
            }
        }
    }

    /** Ends all probes. */
    void close() {
        for (Probe<A> probe : List.copyOf(probes)) {
            probe.answer.cancel(false);
        }
        probes.clear();
    }

    private record Probe<A>(A address, long spacingNanos, Promise<Optional<MacAddress>> answer) {}
}
