package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.load.EarlyLoader;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.trust.EarlyVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.LoaderCandidate;
import io.strapwork.runtime.assembly.PluginCall;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the kernel's loader begin while other parts are fetched, if its trust is decided by then. The boot's own thread. */
final class EarlyLoading {
    private static final Logger log = LoggerFactory.getLogger(EarlyLoading.class);
    private final AssembledBoot boot;
    private final BootClock clock;
    private final MemoryLayout layout;
    private CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

    EarlyLoading(AssembledBoot boot, BootClock clock, MemoryLayout layout) {
        this.boot = boot;
        this.clock = clock;
        this.layout = layout;
    }

    /** At most once; what goes wrong here goes wrong in its own room, too, and is told there. */
    void fetched(FetchedPart kernel) {
        try {
            Optional<VerifiedPart> trusted = trusted(kernel);
            Optional<LoaderCandidate> found = trusted.flatMap(part -> LoaderChoice.find(boot.loaders(), part.content()));
            if (found.isPresent() && found.get().loader().get() instanceof EarlyLoader loader) {
                var work = new CompletableFuture<Void>();
                clock.beside("kernel-early", () -> begin(loader, trusted.get(), work));
                done = work;
            }
        } catch (RuntimeException e) {
            log.debug("the loader does not begin early", e);
        }
    }

    private Optional<VerifiedPart> trusted(FetchedPart kernel) {
        return boot.verifier() instanceof EarlyVerifier verifier
                ? PluginCall.in(verifier, () -> verifier.early(kernel)).filter(Verdict.Trusted.class::isInstance)
                        .map(Verdict.Trusted.class::cast)
                        .filter(verdict -> verdict.content().isEmpty()).map(verdict -> new VerifiedPart(kernel, verdict.by()))
                : Optional.empty();
    }

    private void begin(EarlyLoader loader, VerifiedPart kernel, CompletableFuture<Void> work) {
        try {
            loader.begin(kernel, layout);
        } catch (RuntimeException | Error e) {
            log.debug("the loader's early work failed", e);
        } finally {
            work.complete(null);
        }
    }

    /** Until the loader may plan. */
    void await() {
        clock.awaitUninterruptibly(done, BootClock.FOREVER);
    }
}
