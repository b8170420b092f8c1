package io.strapwork.address.ip6;

import io.strapwork.address.ip6.Ip6Exchange.DuplicateAddressException;
import io.strapwork.api.address.BootFileRequest;
import io.strapwork.api.address.BootFileSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.NetworkFacts;
import io.strapwork.api.time.BootClock;
import java.net.BindException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Waits for an exchange on the boot's own thread, and says what went wrong: all of the three plugins but their {@link Way}. */
sealed class Ip6Client implements BootFileSource, AutoCloseable permits Slaac, Dhcp6Client, RouterAdvised {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final Way way;
    private final Ip6Options options;
    private final BootClock clock;
    private final RandomGenerator random;
    private @Nullable Ip6Exchange exchange;

    Ip6Client(Way way, Ip6Options options, BootClock clock, RandomGenerator random) {
        this.way = way;
        this.options = options;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Lease acquire(IpNetwork network, Architecture machine) {
        return acquire(network, new BootFileRequest(machine, Optional.empty(), Optional.empty()), false);
    }

    @Override
    public Lease acquireWithBootFile(IpNetwork network, BootFileRequest request) {
        return acquire(network, request, true);
    }

    private Lease acquire(IpNetwork on, BootFileRequest asking, boolean wantsBoot) {
        NetworkFacts facts = on.facts();
        Ip6Exchange running = exchange;
        if (running == null || running.network() != on) {
            close();
            running = new Ip6Exchange(on, way,
                    new InterfaceIdentifiers(options.identifier(), facts.linkAddress(), options.secret().orElse("")),
                    random, clock);
            exchange = running;
        }
        Ip6Exchange begun = running;
        var leased = new CompletableFuture<Lease>();
        Dhcp6Identity identity = Dhcp6Identity.of(facts.linkAddress(), asking, options);
        on.loop().execute(() -> begun.begin(identity, wantsBoot, leased));
        // The loop's own timer ends the wait, so that a test's clock rules it.
        var patience = on.loop().schedule(() -> {
            leased.completeExceptionally(new TimeoutException(begun.history()));
        }, options.patience().toNanos(), TimeUnit.NANOSECONDS);
        try {
            return clock.await(leased);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abandon();
            throw problem("SW-N002", Blame.USER, "the wait for an IPv6 address was interrupted", "", on, e);
        } catch (ExecutionException e) {
            abandon();
            throw refused(Objects.requireNonNullElse(e.getCause(), e), on);
        } finally {
            patience.cancel(false);
        }
    }

    private StrapworkException refused(Throwable cause, IpNetwork on) {
        return switch (cause) {
            case TimeoutException _ -> problem("SW-N001", Blame.PEER, "no IPv6 address within " + text(options.patience()),
                    cause.getMessage() + "\n" + hint(), on, cause);
            case StrapworkException known -> known;
            case DuplicateAddressException _ ->
                problem("SW-N004", Blame.PEER, "every IPv6 address that this card could have is in use by another host: "
                        + cause.getMessage(), "look for another machine with the same Ethernet address", on, cause);
            case BindException _ -> problem("SW-N005", Blame.USER, "the port of DHCPv6 clients is in use: " + cause.getMessage(),
                    "use only one address source that speaks DHCPv6", on, cause);
            case IllegalArgumentException _ -> problem("SW-N003", Blame.USER, "the network does not support IPv6: " + cause.getMessage(),
                    "use a stack that supports it, such as \"inet\"", on, cause);
            default -> problem("SW-N006", Blame.BUG, "the IPv6 client failed: " + cause, "", on, cause);
        };
    }

    private String hint() {
        return switch (way) {
            case SLAAC ->
                "check that a router advertises a prefix on that network, or set use = \"dhcp6\" or use = \"static\" in [address]";
            case DHCP6 -> "check that a DHCPv6 server is on that network, or set use = \"slaac\" or use = \"static\" in [address]";
            case ROUTERS -> "check that a router, or a DHCPv6 server, is on that network, or set use = \"static\" in [address]";
        };
    }

    private static StrapworkException problem(String code, Blame blame, String what, String hint, IpNetwork on, @Nullable Throwable cause) {
        return new StrapworkException(new Problem(code, blame, "link " + on.facts().linkAddress(), what, hint), cause);
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private void abandon() {
        onLoop(Ip6Exchange::abandon);
    }

    /** Stops renewing; waits for it, since the loop ends soon after. */
    @Override
    public void close() {
        onLoop(running -> running.close(options.release()));
    }

    private void onLoop(Consumer<Ip6Exchange> what) {
        Ip6Exchange running = exchange;
        if (running != null && !running.network().loop().isShuttingDown()) {
            clock.awaitUninterruptibly(running.network().loop().submit(() -> what.accept(running)), CLOSE_LIMIT);
        }
        exchange = null;
    }
}
