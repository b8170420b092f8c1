package io.strapwork.runtime.assembly;

import com.google.inject.Binder;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.name.Names;
import io.strapwork.api.fetch.FileSystems;
import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.api.link.Disks;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.catalogue.Kind;
import java.util.List;
import java.util.random.RandomGenerator;

/** Binds the plugins of one boot: explicitly, and what is live in the boot by providers, so that nothing is made before it is needed. */
final class BootModule implements Module {
    private final List<Wired> wired;
    private final BootContext context;
    private final BootScope scope;
    private final ProfileOrigins origins;

    BootModule(List<Wired> wired, BootContext context, BootScope scope, ProfileOrigins origins) {
        this.origins = origins;
        this.wired = wired;
        this.context = context;
        this.scope = scope;
    }

    @Override
    public void configure(Binder binder) {
        binder.requireExplicitBindings();
        binder.requireAtInjectOnConstructors();
        binder.requireExactBindingAnnotations();
        binder.disableCircularProxies();
        binder.bind(BootClock.class).toInstance(context.clock());
        binder.bind(RandomGenerator.class).toInstance(context.random());
        binder.bind(ProfileOrigins.class).toInstance(origins);
        binder.bind(Disks.class).toInstance(scope::disks);
        binder.bind(FileSystems.class).toProvider(scope::fileSystems);
        binder.bind(IpNetwork.class).toProvider(scope::network);
        var providers = new ArgumentProviders(scope, binder::getProvider,
                section -> binder.getProvider(key(Kind.TRANSPORT, section)));
        for (Wired each : wired) {
            binder.bind(key(each.choice().kind(), each.choice().section())).toProvider(providers.of(each));
        }
    }

    /** Plugins are bound by their kind and their section: the interface of a stranger's kind need not be known here. */
    static Key<Object> key(Kind kind, String section) {
        return Key.get(Object.class, Names.named(kind.section() + " " + section));
    }
}
