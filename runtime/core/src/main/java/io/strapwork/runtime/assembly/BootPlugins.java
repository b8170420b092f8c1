package io.strapwork.runtime.assembly;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.catalogue.Kind;
import jakarta.inject.Provider;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The plugins of some choices, each made when it is first asked for, once for its boot. A plugin that asks for nothing but its options, what every plugin may ask for, and plugins of that
 * sort, is made from its recipe. The injector begins with the first that asks for more: many a start, such as that of {@code explain}, never comes to that.
 */
final class BootPlugins {
    private final List<Wired> wired;
    private final BootContext context;
    private final BootScope scope;
    private final ProfileOrigins origins;
    private @Nullable Injector injector;

    BootPlugins(List<Wired> wired, BootContext context, BootScope scope, ProfileOrigins origins) {
        this.wired = wired;
        this.context = context;
        this.scope = scope;
        this.origins = origins;
    }

    /** @throws StrapworkException also for whatever else its construction throws */
    <T> T get(Kind kind, String section, Class<T> type) {
        try {
            return type.cast(made(kind, section));
        } catch (StrapworkException e) {
            throw e;
        } catch (IllegalStateException e) {
            throw failed(kind, e.getMessage(), e);
        }
    }

    private Object made(Kind kind, String section) {
        for (Wired each : wired) {
            if (each.choice().kind().equals(kind) && each.choice().section().equals(section) && each.isAlone()) {
                return new ArgumentProviders(scope, this::ofEveryBoot, BootPlugins::noTransport).of(each).get();
            }
        }
        return injected(kind, section);
    }

    private Object injected(Kind kind, String section) {
        if (injector == null) {
            injector = Guice.createInjector(Stage.DEVELOPMENT, new BootModule(wired, context, scope, origins));
        }
        try {
            return injector.getInstance(BootModule.key(kind, section));
        } catch (ProvisionException e) {
            if (e.getCause() instanceof StrapworkException known) {
                throw known;
            }
            throw failed(kind, e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
        }
    }

    private Provider<?> ofEveryBoot(Class<?> type) {
        if (type == BootClock.class) {
            return context::clock;
        }
        if (type == RandomGenerator.class) {
            return context::random;
        }
        throw new IllegalStateException("not of every boot: " + type);
    }

    private static Provider<?> noTransport(String section) {
        throw new IllegalStateException("a transport is asked for by those who are not alone: " + section);
    }

    private static StrapworkException failed(Kind kind, @Nullable String reason, Exception cause) {
        return new StrapworkException(new Problem(Complaints.CONSTRUCTION_FAILED, Blame.BUG, kind.section(),
                "a plugin of " + kind.place() + " can't be created: " + reason, ""), cause);
    }
}
