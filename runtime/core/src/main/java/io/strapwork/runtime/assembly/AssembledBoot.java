package io.strapwork.runtime.assembly;

import io.strapwork.api.address.AddressSource;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.ProfileOrigins;
import io.strapwork.api.handoff.HandoffShim;
import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskDriver;
import io.strapwork.api.link.Disks;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.IpStack;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import io.strapwork.runtime.outcome.BootOutcome.FactReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The plugins of one boot. Each is made when it is first asked for; a plugin that needs the network can be asked for after {@link #network}. Used by one thread at a time. Closing it
 * closes the plugins that are {@link AutoCloseable}, the last one made first; instances that a test put in are left to the test.
 */
public final class AssembledBoot implements AutoCloseable {
    private final Assembly assembly;
    private final BootContext context;
    private final BootScope scope;
    private final BootPlugins plugins;
    private @Nullable MenuReaders menuReaders;
    private final Map<String, BootPlugins> onDemand = new HashMap<>();

    AssembledBoot(Assembly assembly, BootContext context) {
        this.assembly = assembly;
        this.context = context;
        this.scope = new BootScope();
        this.scope.fileSystems(() -> FileRooms.systems(assembly.catalogue(), assembly.profile(), assembly.swaps(), context, scope));
        this.plugins = plugins(assembly.wired());
    }

    private BootPlugins plugins(List<Wired> wired) {
        return new BootPlugins(wired, context, scope, origins());
    }

    private ProfileOrigins origins() {
        return new ProfileOrigins(Stream.concat(assembly.parts().stream().flatMap(part -> part.uri().stream()),
                assembly.menu().flatMap(MenuChoice::config).stream()).toList());
    }

    public MachineProvider machine() {
        return get(Kind.MACHINE, MachineProvider.class);
    }

    public LinkDriver<?> driver() {
        return get(Kind.DRIVER, LinkDriver.class);
    }

    public IpStack stack() {
        return get(Kind.STACK, IpStack.class);
    }

    public AddressSource address() {
        return get(Kind.ADDRESS, AddressSource.class);
    }

    public DiskDriver<?> diskDriver() {
        return get(Kind.DISK_DRIVER, DiskDriver.class);
    }

    /** Tells the disks that protocols read from: what their driver opened. */
    public void disks(List<Disk> opened) {
        scope.disks(opened);
    }

    /** Tells the network that transports run over: what the stack attached. */
    public void network(IpNetwork network) {
        scope.network(network);
    }

    /**
     * The protocol of a URI scheme, with its transports; also of one that the profile doesn't name.
     *
     * @throws StrapworkException when nothing speaks it
     */
    public BootProtocol protocol(String scheme) {
        for (Wired wired : assembly.wired()) {
            if (wired.choice().kind().equals(Kind.PROTOCOL) && wired.choice().section().equals(scheme)) {
                return plugins.get(Kind.PROTOCOL, scheme, BootProtocol.class);
            }
        }
        return onDemand.computeIfAbsent(scheme, name -> plugins(reachable(name, assembly.onDemand(name))))
                .get(Kind.PROTOCOL, scheme, BootProtocol.class);
    }

    /** The rooms are walked one way: nobody goes back to the link for a scheme that only the fetch room has heard of. */
    private List<Wired> reachable(String scheme, List<Wired> wired) {
        for (Wired each : wired) {
            if (each.asks(Disks.class)) {
                throw new Problem("SW-W192", Blame.PEER, scheme,
                        "\"" + scheme + "\" reads the machine's disks, which this boot has not opened: nothing in the profile names them",
                        "what the network names can't lie on a disk; set boot = \"disk\" in [fetch], or name the file in the profile")
                        .asException();
            }
            if (FetchRooms.isOverIp(each) && assembly.notEntered(Room.LINK).isPresent()) {
                String section = each.choice().section();
                throw new Problem("SW-W191", Blame.USER, scheme,
                        "transport \"" + each.choice().plugin()
                                + "\" runs over the machine's network, but this boot has not opened it: nothing in the profile needs it",
                        "add a section [transport." + section + "] to open the network").asException();
            }
        }
        return wired;
    }

    /** The readers of boot configurations: the one that the profile names, or all; each is made when it is first asked. */
    public MenuReaders menuReaders() {
        if (menuReaders == null) {
            menuReaders = MenuRooms.readers(assembly.catalogue(), assembly.profile(), assembly.swaps(),
                    assembly.menu().flatMap(MenuChoice::use),
                    context, scope);
        }
        return menuReaders;
    }

    /** Whether a scheme's files lie on the machine itself. */
    public boolean isLocal(String scheme) {
        return assembly.isLocal(scheme);
    }

    /** The protocols of all schemes that the profile names, by scheme; makes them and their transports. */
    public Map<String, BootProtocol> protocols() {
        var protocols = new LinkedHashMap<String, BootProtocol>();
        for (Wired wired : assembly.wired()) {
            if (wired.choice().kind().equals(Kind.PROTOCOL)) {
                protocols.put(wired.choice().section(), protocol(wired.choice().section()));
            }
        }
        return protocols;
    }

    public ImageVerifier verifier() {
        return get(Kind.VERIFIER, ImageVerifier.class);
    }

    /** Loaders that fit the machine, in the order they are to be tried. */
    public List<LoaderCandidate> loaders() {
        var candidates = new ArrayList<LoaderCandidate>();
        for (Wired wired : assembly.wired()) {
            Choice choice = wired.choice();
            if (choice.kind().equals(Kind.LOADER)) {
                List<String> magics = choice.descriptor().map(plugin -> plugin.fact("magics")).orElse(List.of());
                candidates.add(
                        new LoaderCandidate(choice.plugin(), magics,
                                () -> plugins.get(Kind.LOADER, choice.section(), ImageLoader.class)));
            }
        }
        return candidates;
    }

    /** The other loaders for this machine: what the profile or the handoff ruled out. */
    public List<ExcludedLoader> excludedLoaders() {
        Set<String> asked = loaders().stream().map(LoaderCandidate::id).collect(Collectors.toSet());
        Optional<PluginDescriptor> handoff = assembly.choice(Kind.HANDOFF).flatMap(Choice::descriptor);
        return assembly.catalogue().of(Kind.LOADER).stream()
                .filter(loader -> !asked.contains(loader.id()) && loader.fact("architectures").contains(assembly.architecture().id()))
                .map(loader -> handoff.filter(its -> !ImageRooms.starts(its, loader))
                        .map(its -> new ExcludedLoader(loader.id(), loader.fact("magics"),
                                "handoff \"" + its.id() + "\" starts only " + String.join(", ", its.fact("formats")),
                                "choose another handoff, or remove use from [handoff]"))
                        .orElseGet(() -> new ExcludedLoader(loader.id(), loader.fact("magics"), "the profile names another loader",
                                "remove use from [load] to let the image decide")))
                .toList();
    }

    /** What its plugins have told so far; also when it is closed. Any thread. */
    public List<FactReport> facts() {
        return scope.facts().reports();
    }

    public HandoffShim handoff() {
        return get(Kind.HANDOFF, HandoffShim.class);
    }

    private <T> T get(Kind kind, Class<T> type) {
        return plugins.get(kind, "", type);
    }

    /**
     * The plugin of a room's further kind; empty when the profile has no section for it.
     *
     * @param type the kind's interface
     */
    public <T> Optional<T> plugin(Kind kind, Class<T> type) {
        return assembly.choice(kind).map(choice -> get(kind, type));
    }

    /**
     * Closes all plugins, while the loop still runs; none can be made any more. May be called again.
     *
     * @throws StrapworkException with each plugin that failed to close; all are closed nevertheless
     */
    @Override
    public void close() {
        scope.close();
    }
}
