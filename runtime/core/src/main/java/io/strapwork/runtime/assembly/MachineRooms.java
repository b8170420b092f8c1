package io.strapwork.runtime.assembly;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MemorySizes;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.runtime.assembly.Swaps.Swap;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.OptionType;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import io.strapwork.runtime.profile.DidYouMean;
import io.strapwork.runtime.profile.ProblemCodes;
import io.strapwork.runtime.profile.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Chooses the machine, what it is, and the driver that fits its bus. */
final class MachineRooms {
    private static final Set<String> RESERVED = Set.of(RoomKeys.ARCHITECTURE, RoomKeys.MEMORY);
    private static final int LEAST_MEMORY = 1 << 20;

    private final Wiring wiring;

    MachineRooms(Wiring wiring) {
        this.wiring = wiring;
    }

    /** What was found out about the machine; parts may be missing after complaints. {@code bus} is what the chosen driver needs, set by {@link #link}; the usual one without a driver. */
    static final class Powered {
        private Optional<Wired> machine = Optional.empty();
        private Optional<PluginDescriptor> plugin = Optional.empty();
        private Optional<Architecture> architecture = Optional.empty();
        private ByteSize memory = Assembler.USUAL_MEMORY;
        private String bus = "";

        Optional<Wired> machine() {
            return machine;
        }

        /** Empty when a test made the machine. */
        Optional<PluginDescriptor> plugin() {
            return plugin;
        }

        Optional<Architecture> architecture() {
            return architecture;
        }

        ByteSize memory() {
            return memory;
        }

        String bus() {
            return bus;
        }
    }

    /** @param handoff the one that is named: it tells the architecture when nothing else does */
    Powered machine(Optional<PluginDescriptor> handoff) {
        var powered = new Powered();
        Place place = wiring.place(Kind.MACHINE, RESERVED);
        Optional<Swap> swap = wiring.swap(place);
        Optional<Pick> pick = Optional.empty();
        if (swap.isPresent()) {
            powered.machine = wiring.swapped(place, swap.get());
            powered.plugin = powered.machine.flatMap(wired -> wired.choice().descriptor());
        } else {
            pick = wiring.names(place) ? wiring.named(place) : wiring.only(place, plugin -> true, "embedded", "");
            powered.plugin = pick.map(Pick::plugin);
        }
        powered.memory = memory(place);
        powered.architecture = architecture(place, powered.plugin, handoff);
        powered.bus = usualBus(powered);
        checkMemory(place, powered);
        pick.flatMap(found -> wiring.wire(place, found)).ifPresent(wired -> powered.machine = Optional.of(wired));
        return powered;
    }

    private static String usualBus(Powered powered) {
        List<String> buses = powered.plugin.map(plugin -> plugin.fact("buses")).orElse(List.of());
        String usual = powered.architecture.map(Architecture::usualBus).orElse("");
        return buses.isEmpty() || buses.contains(usual) ? usual : buses.getFirst();
    }

    private ByteSize memory(Place place) {
        Optional<Value> given = place.settings().isEmpty() ? Optional.empty() : place.settings().getFirst().get(RoomKeys.MEMORY);
        if (given.isPresent()) {
            Object size = wiring.values().convert(RoomKeys.MEMORY, OptionType.Scalar.SIZE, RoomKeys.SIZES, given.get());
            if (size instanceof ByteSize bytes) {
                if (bytes.bytes() < LEAST_MEMORY) {
                    wiring.complaints().add(Complaints.WRONG_VALUE, wiring.profile().place(given.get().origin()),
                            "\"memory\": " + bytes.bytes() + " bytes are not enough memory to boot",
                            "did you mean " + bytes.bytes() + "MiB?");
                }
                return bytes;
            }
        }
        return Assembler.USUAL_MEMORY;
    }

    /** What is no size comes from a jar that was built without the processor, and says nothing. */
    private static Stream<MemorySizes> sizes(String fact) {
        try {
            return Stream.of(MemorySizes.parse(fact));
        } catch (IllegalArgumentException _) {
            return Stream.empty();
        }
    }

    private void checkMemory(Place place, Powered powered) {
        Optional<MemorySizes> sizes = powered.plugin.stream().flatMap(plugin -> plugin.fact("memory").stream()).flatMap(MachineRooms::sizes)
                .filter(one -> powered.architecture.filter(one.architecture()::equals).isPresent()).findFirst();
        if (sizes.isEmpty() || powered.memory.bytes() < LEAST_MEMORY || sizes.get().allow(powered.memory)) {
            return;
        }
        Optional<Value> given = place.settings().isEmpty() ? Optional.empty() : place.settings().getFirst().get(RoomKeys.MEMORY);
        wiring.complaints().add("SW-W127", given.map(value -> wiring.profile().place(value.origin())).orElse("machine.memory"),
                "machine \"" + powered.plugin.map(PluginDescriptor::id).orElse("") + "\" doesn't support " + sizes.get().architecture().id()
                        + " with "
                        + powered.memory + " of memory",
                "set machine.memory to " + sizes.get() + "; did you mean \"" + sizes.get().atLeast(powered.memory) + "\"?");
    }

    private Optional<Architecture> architecture(Place place, Optional<PluginDescriptor> machine, Optional<PluginDescriptor> handoff) {
        Optional<Value> given = place.settings().isEmpty() ? Optional.empty() : place.settings().getFirst().get(RoomKeys.ARCHITECTURE);
        if (given.isPresent()) {
            return named(given.get(), machine);
        }
        List<String> possible = machine.map(plugin -> plugin.fact("architectures")).orElse(List.of());
        if (handoff.isPresent()) {
            return Architecture.byId(handoff.get().fact("architecture").stream().findFirst().orElse(""));
        }
        if (possible.size() == 1) {
            return Architecture.byId(possible.getFirst());
        }
        wiring.complaints().add("SW-W125", place.settings().isEmpty() ? "" : wiring.profile().line(place.settings().getFirst().origin()),
                "the profile doesn't set the machine's architecture", "set architecture = \"…\" in [machine], one of "
                        + String.join(", ", possible.isEmpty() ? ids() : possible));
        return Optional.empty();
    }

    private Optional<Architecture> named(Value value, Optional<PluginDescriptor> machine) {
        String place = wiring.profile().place(value.origin());
        if (!(value instanceof Value.Text text)) {
            wiring.complaints().add(ProblemCodes.WRONG_TYPE, place, "\"architecture\" must be a string, not " + value.inWords(),
                    "put it in quotes");
            return Optional.empty();
        }
        Optional<Architecture> architecture = Architecture.byId(text.text());
        if (architecture.isEmpty()) {
            wiring.complaints().add("SW-P115", place, "unknown architecture \"" + text.text() + "\"",
                    DidYouMean.hint(text.text(), ids(), ""));
        } else if (machine.isPresent() && !machine.get().fact("architectures").contains(text.text())) {
            wiring.complaints().add("SW-W120", wiring.profile().line(value.origin()),
                    "machine \"" + machine.get().id() + "\" doesn't support " + text.text() + ", only "
                            + String.join(", ", machine.get().fact("architectures")),
                    Wiring.listed("supports " + text.text() + ": ",
                            wiring.fitting(Kind.MACHINE, plugin -> plugin.fact("architectures").contains(text.text())),
                            "no machine here does"));
        }
        return architecture;
    }

    private static List<String> ids() {
        var ids = new ArrayList<String>();
        for (Architecture architecture : Architecture.values()) {
            ids.add(architecture.id());
        }
        return ids;
    }

    Optional<Wired> link(Powered powered) {
        Place place = wiring.place(Kind.DRIVER, Set.of());
        List<String> buses = powered.plugin.map(plugin -> plugin.fact("buses")).orElse(List.of());
        String usual = powered.architecture.map(Architecture::usualBus).orElse("");
        Optional<Swap> swap = wiring.swap(place);
        if (swap.isPresent()) {
            return wiring.swapped(place, swap.get()).map(wired -> {
                powered.bus = bus(wired, usual);
                return wired;
            });
        }
        Optional<Pick> pick = Optional.empty();
        if (wiring.names(place)) {
            pick = wiring.named(place);
            pick.ifPresent(found -> checkBus(found, buses, powered));
        } else if (powered.architecture.isPresent()) {
            boolean hasUsual = buses.isEmpty() || buses.contains(usual);
            pick = wiring.only(place, plugin -> hasUsual ? plugin.fact("bus").contains(usual) : buses.containsAll(plugin.fact("bus")),
                    "virtio-" + usual,
                    " " + powered.architecture.get().id() + " over " + (hasUsual ? usual : String.join(" or ", buses)));
        }
        return pick.flatMap(found -> {
            powered.bus = found.plugin().fact("bus").stream().findFirst().orElse(usual);
            return wiring.wire(place, found);
        });
    }

    /** The driver of the machine's disks: of its usual bus, or of the one that the network card's driver needs. */
    Optional<Wired> disks(Powered powered, boolean hasCard) {
        Place place = wiring.place(Kind.DISK_DRIVER, Set.of());
        Optional<Swap> swap = wiring.swap(place);
        if (swap.isPresent()) {
            return wiring.swapped(place, swap.get());
        }
        String bus = powered.bus;
        if (!wiring.names(place)) {
            return wiring.only(place, plugin -> plugin.fact("bus").contains(bus), "virtio-blk-" + bus,
                    powered.architecture.map(its -> " " + its.id()).orElse("") + " over " + bus)
                    .flatMap(found -> wiring.wire(place, found));
        }
        List<String> buses = hasCard ? List.of(bus) : powered.plugin.map(plugin -> plugin.fact("buses")).orElse(List.of());
        return wiring.named(place).flatMap(found -> {
            checkBus(found, buses, powered);
            powered.bus = hasCard ? bus : found.plugin().fact("bus").stream().findFirst().orElse(bus);
            return wiring.wire(place, found);
        });
    }

    /** The bus of a driver that was swapped in: of its annotation, else of the bus type it tells. */
    private static String bus(Wired wired, String usual) {
        Optional<String> annotated = wired.choice().descriptor().flatMap(plugin -> plugin.fact("bus").stream().findFirst());
        if (annotated.isPresent()) {
            return annotated.get();
        }
        if (wired.recipe() instanceof Recipe.Given given && given.instance() instanceof io.strapwork.api.link.LinkDriver<?> driver) {
            return driver.bus() == io.strapwork.api.bus.ChannelSubsystem.class
                    ? "ccw"
                    : driver.bus() == io.strapwork.api.bus.PciBus.class ? "pci" : usual;
        }
        return usual;
    }

    private void checkBus(Pick driver, List<String> buses, Powered powered) {
        List<String> bus = driver.plugin().fact("bus");
        if (!buses.isEmpty() && !buses.containsAll(bus)) {
            wiring.complaints().add("SW-W124", driver.where(),
                    driver.plugin().kind().noun() + " \"" + driver.plugin().id() + "\" needs a " + String.join(", ", bus)
                            + " bus, machine \""
                            + powered.plugin.map(PluginDescriptor::id).orElse("")
                            + "\" has " + String.join(", ", buses),
                    Wiring.listed("drives " + String.join(" or ", buses) + ": ",
                            wiring.fitting(driver.plugin().kind(), plugin -> buses.containsAll(plugin.fact("bus"))),
                            "no driver here fits"));
        }
    }
}
