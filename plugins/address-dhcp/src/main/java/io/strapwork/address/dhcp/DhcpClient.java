package io.strapwork.address.dhcp;

import io.strapwork.api.address.AddressPlugin;
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
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A lease by DHCP (RFC 2131), renewed as long as the boot takes; the boot file also by proxyDHCP and from PXE boot servers (PXE 2.1). */
@AddressPlugin(id = "dhcp")
public final class DhcpClient implements BootFileSource, AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final DhcpClientOptions options;
    private final BootClock clock;
    private final RandomGenerator random;
    private @Nullable DhcpExchange exchange;
    private @Nullable Assignment assignment;

    @Inject
    DhcpClient(DhcpClientOptions options, BootClock clock, RandomGenerator random) {
        this.options = options;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Lease acquire(IpNetwork on, Architecture machine) {
        return acquire(on, new BootFileRequest(machine, Optional.empty(), Optional.empty()), false);
    }

    @Override
    public Lease acquireWithBootFile(IpNetwork on, BootFileRequest request) {
        return acquire(on, request, true);
    }

    private Lease acquire(IpNetwork on, BootFileRequest asking, boolean wantsBoot) {
        close();
        NetworkFacts facts = on.facts();
        DhcpIdentity identity = DhcpIdentity.of(facts.linkAddress(), facts.mtu(), asking, options);
        Assignment known = assignment;
        Assignment lease = known != null && known.network() == on ? known : new Assignment(on);
        var begun = new DhcpExchange(lease, new DhcpSteps(identity, wantsBoot, options.retry(), options.longestRetry(), random), clock);
        exchange = begun;
        assignment = lease;
        on.loop().execute(begun::start);
        // The loop's own timer ends the wait, so that a test's clock rules it.
        var patience = on.loop().schedule(() -> {
            begun.leased().completeExceptionally(new TimeoutException(begun.history()));
        }, options.patience().toNanos(), TimeUnit.NANOSECONDS);
        try {
            return clock.await(begun.leased());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem("SW-N202", Blame.USER, "the wait for a DHCP lease was interrupted", "", on, e);
        } catch (ExecutionException e) {
            throw refused(e.getCause(), on);
        } finally {
            patience.cancel(false);
        }
    }

    private StrapworkException refused(@Nullable Throwable cause, IpNetwork on) {
        if (cause instanceof TimeoutException) {
            return problem("SW-N201", Blame.PEER, "no DHCP server gave a lease within " + text(options.patience()), cause.getMessage()
                    + "\ncheck that the network has a DHCP server, or set use = \"static\" in [address]", on, cause);
        }
        if (cause instanceof StrapworkException known) {
            return known;
        }
        return problem("SW-N203", Blame.BUG, "the DHCP client can't start: " + cause, "", on, cause);
    }

    private static StrapworkException problem(String code, Blame blame, String what, String hint, IpNetwork on, @Nullable Throwable cause) {
        return new StrapworkException(new Problem(code, blame, "link " + on.facts().linkAddress(), what, hint), cause);
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    /** Stops renewing; waits for it, since the loop ends soon after. */
    @Override
    public void close() {
        DhcpExchange running = exchange;
        if (running != null && !running.loop().isShuttingDown()) {
            clock.awaitUninterruptibly(running.loop().submit(running::close), CLOSE_LIMIT);
        }
        exchange = null;
    }
}
