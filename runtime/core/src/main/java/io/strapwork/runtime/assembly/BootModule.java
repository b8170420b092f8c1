package io.strapwork.runtime.assembly;

import com.google.inject.Binder;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Provider;
import io.strapwork.api.fetch.FileSystems;
import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.api.link.Disks;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Recipe.Argument;
import io.strapwork.runtime.catalogue.Kind;
import java.util.ArrayList;
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
        for (Wired each : wired) {
            bind(binder, AssembledBoot.key(each.choice().kind(), each.choice().section()), each);
        }
    }

    private void bind(Binder binder, Key<Object> key, Wired wired) {
        switch (wired.recipe()) {
            case Recipe.Given given -> binder.bind(key).toProvider(given::instance);
            case Recipe.Made made ->
                binder.bind(key).toProvider(provider(binder, wired.choice(), made));
        }
    }

    private PluginProvider provider(Binder binder, Choice choice, Recipe.Made made) {
        return new PluginProvider(choice, made, providers(binder, choice, made), scope);
    }

    private List<Provider<?>> providers(Binder binder, Choice choice, Recipe.Made made) {
        var providers = new ArrayList<Provider<?>>();
        for (Argument argument : made.arguments()) {
            providers.add(switch (argument) {
                case Argument.OptionsRecord record -> record::options;
                case Argument.OfBoot boot -> binder.getProvider(boot.type());
                case Argument.Facts() -> () -> scope.facts().of(choice.room(), choice.plugin());
                case Argument.Delegate(Wired its) -> delegate(binder, its);
                case Argument.Delegates(List<Wired> several) -> all(several.stream().map(its -> delegate(binder, its)).toList());
                case Argument.TransportOf transport -> binder.getProvider(AssembledBoot.key(Kind.TRANSPORT, transport.section()));
            });
        }
        return providers;
    }

    private PluginProvider delegate(Binder binder, Wired its) {
        if (its.recipe() instanceof Recipe.Made made) {
            return provider(binder, its.choice(), made);
        }
        throw new IllegalStateException("a delegate is made: " + its);
    }

    private static Provider<List<Object>> all(List<PluginProvider> each) {
        return () -> each.stream().map(PluginProvider::get).toList();
    }
}
