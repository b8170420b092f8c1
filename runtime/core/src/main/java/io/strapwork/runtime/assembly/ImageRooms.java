package io.strapwork.runtime.assembly;

import io.strapwork.api.machine.Architecture;
import io.strapwork.runtime.assembly.Swaps.Swap;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import io.strapwork.runtime.catalogue.PluginLookup;
import io.strapwork.runtime.profile.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Chooses the verifier, the loaders that may plan the image, and the handoff. */
final class ImageRooms {
    private final Wiring wiring;

    ImageRooms(Wiring wiring) {
        this.wiring = wiring;
    }

    /**
     * The last two rooms.
     *
     * @param loaders in the order they are to be tried: by id
     */
    record Started(List<Wired> loaders, Optional<Wired> handoff) {}

    Optional<Wired> trust() {
        Place place = wiring.place(Kind.VERIFIER, Set.of());
        Optional<Swap> swap = wiring.swap(place);
        if (swap.isPresent()) {
            return wiring.swapped(place, swap.get());
        }
        if (!wiring.names(place)) {
            wiring.complaints().add("SW-P114",
                    place.settings().isEmpty() ? "" : wiring.profile().line(place.settings().getFirst().origin()),
                    "the profile doesn't say how the fetched parts are verified",
                    "in [trust], set use = \"digest\" with a digest for each part,\n"
                            + "or use = \"none\" to boot unverified bytes");
            return Optional.empty();
        }
        return wiring.named(place).flatMap(found -> wiring.wire(place, found));
    }

    Optional<Pick> namedHandoff() {
        Place place = wiring.place(Kind.HANDOFF, Set.of());
        return wiring.named(place);
    }

    /** The handoff that tells the architecture: the one that is named, or a test's own class, or what a test's object replaces. */
    Optional<PluginDescriptor> telling(Optional<Pick> named) {
        Place place = wiring.place(Kind.HANDOFF, Set.of());
        Optional<PluginDescriptor> replaced = wiring.swap(place).flatMap(swap -> swap.replacement() instanceof Swaps.ByClass(Class<?> type)
                ? PluginLookup.describe(type)
                : wiring.replaced(place));
        return named.map(Pick::plugin).or(() -> replaced);
    }

    Started started(MachineRooms.Powered powered, Optional<Pick> named) {
        Optional<Architecture> architecture = powered.architecture();
        Place place = wiring.place(Kind.HANDOFF, Set.of());
        Optional<Swap> swap = wiring.swap(place);
        if (swap.isPresent()) {
            Optional<Wired> handoff = wiring.swapped(place, swap.get());
            return new Started(loaders(architecture, handoff.flatMap(wired -> wired.choice().descriptor())), handoff);
        }
        if (architecture.isEmpty()) {
            loaders(architecture, named.map(Pick::plugin));
            named.ifPresent(found -> wiring.wire(place, found));
            return new Started(List.of(), Optional.empty());
        }
        Optional<Pick> pick = named;
        if (named.isPresent()) {
            checkArchitecture(named.get(), architecture.get());
            checkCalls(named.get(), powered);
        } else if (!wiring.names(place)) {
            Optional<PluginDescriptor> loader = wiring.swap(loaderPlace()).isPresent()
                    ? wiring.replaced(loaderPlace())
                    : wiring.named(loaderPlace()).map(Pick::plugin);
            String id = architecture.get().id();
            pick = wiring.only(place,
                    plugin -> plugin.fact("architecture").contains(id) && isHeard(plugin, powered)
                            && loader.stream().allMatch(its -> starts(plugin, its)),
                    "", " " + id);
        }
        List<Wired> loaders = loaders(architecture, pick.map(Pick::plugin));
        return new Started(loaders, pick.flatMap(found -> wiring.wire(place, found)));
    }

    private void checkArchitecture(Pick handoff, Architecture architecture) {
        List<String> prepares = handoff.plugin().fact("architecture");
        if (!prepares.contains(architecture.id())) {
            wiring.complaints().add("SW-W121", handoff.where(),
                    "handoff \"" + handoff.plugin().id() + "\" prepares " + String.join(", ", prepares) + ", but the machine is "
                            + architecture.id(),
                    Wiring.listed("fits " + architecture.id() + ": ",
                            wiring.fitting(Kind.HANDOFF, plugin -> plugin.fact("architecture").contains(architecture.id())),
                            "no handoff here fits " + architecture.id()));
        }
    }

    private void checkCalls(Pick handoff, MachineRooms.Powered powered) {
        if (!isHeard(handoff.plugin(), powered)) {
            wiring.complaints().add("SW-W128", handoff.where(),
                    "what handoff \"" + handoff.plugin().id() + "\" starts calls its firmware, but the guest of machine \""
                            + powered.plugin().map(PluginDescriptor::id).orElse("") + "\" can't",
                    Wiring.listed("takes calls: ",
                            wiring.fitting(Kind.MACHINE, machine -> handoff.plugin().fact("architecture").stream()
                                    .anyMatch(machine.fact("calls")::contains)),
                            "no machine here does"));
        }
    }

    /** A machine that a test made says nothing of itself: the handoff will ask it. */
    private static boolean isHeard(PluginDescriptor handoff, MachineRooms.Powered powered) {
        return !handoff.fact("called").contains("true") || powered.plugin()
                .map(machine -> handoff.fact("architecture").stream().anyMatch(machine.fact("calls")::contains)).orElse(true);
    }

    static boolean starts(PluginDescriptor handoff, PluginDescriptor loader) {
        List<String> formats = handoff.fact("formats");
        return formats.isEmpty() || formats(loader).stream().anyMatch(formats::contains);
    }

    private static List<String> formats(PluginDescriptor loader) {
        return loader.fact("formats").isEmpty() ? List.of(loader.id()) : loader.fact("formats");
    }

    private Place loaderPlace() {
        return wiring.place(Kind.LOADER, Set.of());
    }

    private List<Wired> loaders(Optional<Architecture> architecture, Optional<PluginDescriptor> handoff) {
        Place place = loaderPlace();
        Optional<Swap> swap = wiring.swap(place);
        if (swap.isPresent()) {
            return wiring.swapped(place, swap.get()).map(List::of).orElse(List.of());
        }
        if (wiring.names(place)) {
            Optional<Pick> pick = wiring.named(place);
            pick.ifPresent(found -> check(found, architecture, handoff));
            return pick.flatMap(found -> wiring.wire(new Place(Kind.LOADER, found.plugin().id(), place.settings(), Set.of()), found))
                    .map(List::of)
                    .orElse(List.of());
        }
        return architecture.isEmpty() ? List.of() : candidates(place, architecture.get(), handoff);
    }

    private void check(Pick loader, Optional<Architecture> architecture, Optional<PluginDescriptor> handoff) {
        if (architecture.isPresent() && !loader.plugin().fact("architectures").contains(architecture.get().id())) {
            wiring.complaints().add("SW-W122", loader.where(),
                    "loader \"" + loader.plugin().id() + "\" reads images for " + String.join(", ", loader.plugin().fact("architectures"))
                            + ", but the machine is "
                            + architecture.get().id(),
                    Wiring.listed("fits " + architecture.get().id() + ": ",
                            wiring.fitting(Kind.LOADER, plugin -> plugin.fact("architectures").contains(architecture.get().id())),
                            "no loader here does"));
        }
        handoff.filter(plugin -> !starts(plugin, loader.plugin())).ifPresent(plugin -> wiring.complaints().add("SW-W123", loader.where(),
                "handoff \"" + plugin.id() + "\" can't start what loader \"" + loader.plugin().id() + "\" loads",
                "it starts " + String.join(", ", plugin.fact("formats")) + "; the loader produces "
                        + String.join(", ", formats(loader.plugin()))));
    }

    private List<Wired> candidates(Place place, Architecture architecture, Optional<PluginDescriptor> handoff) {
        List<PluginDescriptor> fitting = wiring.fitting(Kind.LOADER,
                plugin -> plugin.fact("architectures").contains(architecture.id())
                        && handoff.stream().allMatch(its -> starts(its, plugin)));
        if (fitting.isEmpty()) {
            wiring.complaints().add(Complaints.NO_PLUGIN_FITS, "",
                    "no loader fits " + architecture.id()
                            + handoff.map(its -> " and handoff \"" + its.id() + "\"").orElse(""),
                    Wiring.listed("available: ", wiring.catalogue().of(Kind.LOADER), "no loader is on the class path or in --plugins"));
        }
        var wired = new ArrayList<Wired>();
        for (PluginDescriptor plugin : fitting) {
            String reason = fitting.size() == 1
                    ? "the only one that fits " + architecture.id()
                    : "one of " + fitting.size() + " that fit " + architecture.id()
                            + "; the image decides";
            Place own = new Place(Kind.LOADER, plugin.id(), place.settings(), otherKeys(place, fitting, plugin));
            Optional<Swap> swap = wiring.swap(own);
            Optional<Pick> pick = wiring.isSwapped(Kind.LOADER, plugin.id())
                    ? wiring.named(own)
                    : Optional.of(new Pick(plugin, reason, ""));
            swap.flatMap(its -> wiring.swapped(own, its)).or(() -> pick.flatMap(found -> wiring.wire(own, found))).ifPresent(wired::add);
        }
        return wired;
    }

    /** Keys that another candidate knows: while the image has not decided, they may stand there. */
    private Set<String> otherKeys(Place place, List<PluginDescriptor> candidates, PluginDescriptor plugin) {
        var keys = new HashSet<String>();
        candidates.forEach(other -> other.keys().forEach(option -> keys.add(option.key())));
        // Only then, because it loads classes.
        if (place.settings().stream().flatMap(section -> section.entries().values().stream()).anyMatch(Value.Section.class::isInstance)) {
            candidates.forEach(other -> keys.addAll(wiring.delegates(other)));
        }
        plugin.keys().forEach(option -> keys.remove(option.key()));
        return keys;
    }
}
