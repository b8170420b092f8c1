package io.strapwork.address.auto;

import io.strapwork.api.address.AddressPlugin;
import io.strapwork.api.address.AddressSource;
import io.strapwork.api.address.BootFileRequest;
import io.strapwork.api.address.BootFileSource;
import io.strapwork.api.address.GrowingSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Asks for addresses of both families at once. The lease is there as soon as IPv4 has an address, or IPv6 has one and IPv4 none after a time; or, where only the network can tell what to boot, as soon as a
 * family knows a boot file. The other family joins when it can, by itself.
 */
@AddressPlugin(id = "auto")
public final class AutoAddress implements BootFileSource, GrowingSource, AutoCloseable {
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    private final AutoOptions options;
    private final Map<Family, AddressSource> sources = new EnumMap<>(Family.class);
    private final BootClock clock;
    private final Map<Family, Asking> asked = new EnumMap<>(Family.class);

    @Inject
    AutoAddress(AutoOptions options, @Named("dhcp") AddressSource dhcp, @Named("ip6") AddressSource ip6, BootClock clock) {
        this.options = options;
        this.clock = clock;
        if (options.families().isEmpty() || options.families().contains(Family.IPV4)) {
            sources.put(Family.IPV4, dhcp);
        }
        if (options.families().isEmpty() || options.families().contains(Family.IPV6)) {
            sources.put(Family.IPV6, ip6);
        }
    }

    @Override
    public Lease acquire(IpNetwork network, Architecture machine) {
        return acquire(network, false, source -> source.acquire(network, machine));
    }

    @Override
    public Lease acquireWithBootFile(IpNetwork network, BootFileRequest request) {
        return acquire(network, true, source -> source instanceof BootFileSource telling
                ? telling.acquireWithBootFile(network, request)
                : source.acquire(network, request.machine()));
    }

    private Lease acquire(IpNetwork network, boolean wantsBoot, Function<AddressSource, Lease> asking) {
        begin(asking);
        var enough = new CompletableFuture<Void>();
        Map<Family, Asking> all = new EnumMap<>(asked);
        for (Asking each : all.values()) {
            each.lease().whenComplete((lease, failure) -> look(all, network, wantsBoot, enough));
        }
        try {
            clock.await(enough, BootClock.FOREVER);
        } catch (InterruptedException e) {
            end();
            Thread.currentThread().interrupt();
            throw failure();
        }
        if (leases(asked.values()).isEmpty()) {
            throw failure();
        }
        return together();
    }

    private Lease together() {
        return Leases.together(leases(asked.values()), asked.values().stream().flatMap(each -> each.configuration().stream()).toList());
    }

    @Override
    public Lease lease(Duration patience) {
        CompletableFuture<?>[] all = asked.values().stream().map(Asking::over).toArray(CompletableFuture[]::new);
        try {
            clock.await(CompletableFuture.allOf(all), patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return together();
    }

    /** Whoever has a lease is asked again; one that is still at work goes on with that. */
    private void begin(Function<AddressSource, Lease> asking) {
        boolean again = asked.values().stream().anyMatch(each -> each.now().isPresent());
        sources.forEach((family, source) -> {
            Asking before = asked.get(family);
            if (before == null || !again && before.isOver() || before.now().isPresent()) {
                asked.put(family, Asking.start(source, "address-" + family.name().toLowerCase(Locale.ROOT), clock, asking,
                        before == null ? Optional.empty() : before.configuration()));
            }
        });
    }

    /** On the thread of one that is over. */
    private void look(Map<Family, Asking> all, IpNetwork network, boolean wantsBoot, CompletableFuture<Void> enough) {
        List<Lease> leases = leases(all.values());
        boolean served = wantsBoot
                ? leases.stream().anyMatch(lease -> lease.bootFile().isPresent())
                : leases.size() == all.size() || Optional.ofNullable(all.get(Family.IPV4)).flatMap(Asking::now).isPresent();
        if (served || all.values().stream().allMatch(Asking::isOver)) {
            enough.complete(null);
        } else if (!leases.isEmpty()) {
            Duration wait = wantsBoot ? options.joining() : options.ip4Wait();
            network.loop().schedule(() -> enough.complete(null), wait.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private static List<Lease> leases(Collection<Asking> all) {
        return all.stream().flatMap(each -> each.now().stream()).toList();
    }

    /** What each family has failed by. */
    private RuntimeException failure() {
        List<Throwable> failures = asked.values().stream().map(Asking::failure).flatMap(Stream::ofNullable).toList();
        var problems = new ArrayList<Problem>();
        for (Throwable failure : failures) {
            if (!(failure instanceof StrapworkException known)) {
                return new IllegalStateException("an address source failed: " + failure, failure);
            }
            problems.addAll(known.problems());
        }
        return problems.isEmpty()
                ? new IllegalStateException("no address source has come to an end")
                : new StrapworkException(problems, failures.getFirst());
    }

    private void end() {
        CompletableFuture<?>[] ended = asked.values().stream().map(Asking::end).toArray(CompletableFuture[]::new);
        clock.awaitUninterruptibly(CompletableFuture.allOf(ended), END_LIMIT);
    }

    /** Ends what is still at work. The sources are closed by whoever has made them. */
    @Override
    public void close() {
        end();
        asked.clear();
    }
}
