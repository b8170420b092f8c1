package io.strapwork.runtime.assembly;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.assembly.Swaps.Swap;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import io.strapwork.runtime.profile.Profile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Chooses a plugin for each room. Starts nothing and makes no plugin. */
public final class Assembler {
    /** The rooms of the machine's network. */
    static final Set<Room> NETWORK = Set.of(Room.LINK, Room.STACK, Room.ADDRESS);

    /** Further kinds whose plugins are chosen as theirs alone are. */
    private static final Set<Kind> OWN = Set.of(Kind.MENU, Kind.DISK_DRIVER, Kind.FILE_SYSTEM);

    private final Wiring wiring;
    private final MachineRooms machineRooms;
    private final FetchRooms fetchRooms;
    private final ImageRooms imageRooms;
    private final Swaps swaps;

    private Assembler(Catalogue catalogue, Profile profile, Swaps swaps) {
        this.wiring = new Wiring(catalogue, profile, swaps);
        this.machineRooms = new MachineRooms(wiring);
        this.fetchRooms = new FetchRooms(wiring);
        this.imageRooms = new ImageRooms(wiring);
        this.swaps = swaps;
    }

    /**
     * The assembly of a profile's firmware from a catalogue's plugins.
     *
     * @throws io.strapwork.api.plugin.StrapworkException with all that is wrong with the profile and with the plugins it chooses
     */
    public static Assembly assemble(Catalogue catalogue, Profile profile) {
        return assemble(catalogue, profile, Swaps.NONE);
    }

    /** As {@link #assemble(Catalogue, Profile)}, with plugins that a test puts in the place of others. */
    public static Assembly assemble(Catalogue catalogue, Profile profile, Swaps swaps) {
        return new Assembler(catalogue, profile, swaps).assemble();
    }

    /**
     * The sections that a profile's boot has for each kind, as in {@link Choice#section()}, whatever is wrong with the plugins there: where a test may swap.
     * The only section of most kinds is the empty one.
     */
    public static Map<Kind, List<String>> sections(Catalogue catalogue, Profile profile, Swaps swaps) {
        return new Assembler(catalogue, profile, swaps).sections();
    }

    private Map<Kind, List<String>> sections() {
        MachineRooms.Powered powered = machineRooms.machine(imageRooms.telling(imageRooms.namedHandoff()));
        boolean disks = fetchRooms.fetching().needsDisks();
        ImageRooms.Started started = imageRooms.started(powered, imageRooms.namedHandoff());
        var sections = new LinkedHashMap<Kind, List<String>>();
        for (Kind kind : wiring.catalogue().kinds()) {
            if (kind.equals(Kind.TRANSPORT) || kind.equals(Kind.PROTOCOL)) {
                sections.put(kind, fetchRooms.asked(kind));
            } else if (kind.equals(Kind.LOADER)) {
                sections.put(kind, started.loaders().stream().map(wired -> wired.choice().section()).toList());
            } else if (kind.further().isEmpty() || isThere(kind) || disks && kind.equals(Kind.DISK_DRIVER)) {
                sections.put(kind, List.of(""));
            }
        }
        return sections;
    }

    private Assembly assemble() {
        wiring.complaints().addAll(wiring.profile().problems());
        Optional<Pick> handoffNamed = imageRooms.namedHandoff();
        MachineRooms.Powered powered = machineRooms.machine(imageRooms.telling(handoffNamed));
        int before = wiring.complaints().count();
        FetchRooms.Fetching fetching = fetchRooms.fetching();
        List<Problem> ofFetching = wiring.complaints().behind(before);
        Optional<String> noNetwork = fetching.noNetwork();
        Optional<Wired> link = isChosen(Kind.DRIVER, noNetwork) ? machineRooms.link(powered) : Optional.empty();
        boolean disks = fetching.needsDisks();
        Optional<Wired> diskDriver = isChosen(Kind.DISK_DRIVER, disks ? Optional.empty() : Optional.of(""))
                && powered.architecture().isPresent()
                        ? machineRooms.disks(powered, link.isPresent())
                        : Optional.empty();
        Optional<Wired> stack = isChosen(Kind.STACK, noNetwork) ? simple(Kind.STACK, "") : Optional.empty();
        Optional<Wired> address = isChosen(Kind.ADDRESS, noNetwork) ? simple(Kind.ADDRESS, usualAddress()) : Optional.empty();
        wiring.complaints().addAll(ofFetching);
        Optional<Wired> trust = imageRooms.trust();
        ImageRooms.Started started = imageRooms.started(powered, handoffNamed);
        List<Wired> further = further();
        new FileRooms(wiring).check();
        Optional<MenuChoice> menu = new MenuRooms(wiring).choice();
        wiring.complaints().throwIfAny();

        var wired = new ArrayList<Wired>();
        powered.machine().ifPresent(wired::add);
        List.of(link, diskDriver, stack, address).forEach(each -> each.ifPresent(wired::add));
        wired.addAll(fetching.transports());
        wired.addAll(fetching.protocols());
        trust.ifPresent(wired::add);
        wired.addAll(started.loaders());
        started.handoff().ifPresent(wired::add);
        wired.addAll(further);
        wired.sort((left, right) -> left.choice().room().compareTo(right.choice().room()));
        return new Assembly(wiring.catalogue(), wiring.profile(), swaps,
                new Assembly.Shape(powered.architecture().orElse(Architecture.S390X),
                        powered.memory(), powered.bus(), fetching.parts(), fetching.limit(), noNetwork, disks, fetching.from(), menu),
                wired);
    }

    /** Both families, or IPv4 where a firmware is assembled without IPv6. */
    private String usualAddress() {
        return wiring.catalogue().find(Kind.ADDRESS, "auto").isPresent() ? "auto" : "dhcp";
    }

    /** Whether a kind gets a plugin. Where none is needed, what a profile or a test says is checked all the same: it may hold a mistake. */
    private boolean isChosen(Kind kind, Optional<String> notNeeded) {
        Place place = wiring.place(kind, Set.of());
        return notNeeded.isEmpty() || wiring.names(place) || !place.settings().isEmpty() && !wiring.catalogue().of(kind).isEmpty();
    }

    /** Whether the profile, or a test, has something for a further kind: nobody else asks for one. */
    private boolean isThere(Kind kind) {
        return wiring.profile().section(kind.room(), kind.further()).isPresent() || wiring.isSwapped(kind, "");
    }

    private List<Wired> further() {
        var wired = new ArrayList<Wired>();
        for (Kind kind : wiring.catalogue().kinds()) {
            if (!kind.further().isEmpty() && !OWN.contains(kind) && isThere(kind)) {
                simple(kind, "").ifPresent(wired::add);
            }
        }
        return wired;
    }

    /** A kind whose plugins have no facts to choose by. */
    private Optional<Wired> simple(Kind kind, String preferred) {
        Place place = wiring.place(kind, Set.of());
        Optional<Swap> swap = wiring.swap(place);
        if (swap.isPresent()) {
            return wiring.swapped(place, swap.get());
        }
        Optional<Pick> pick = wiring.names(place)
                ? wiring.named(place)
                : wiring.only(place, (PluginDescriptor plugin) -> true, preferred, "");
        return pick.flatMap(found -> wiring.wire(place, found));
    }

    /** What a boot needs for a scheme that the profile doesn't name, such as that of a DHCP boot file: the protocol and its transports. */
    static List<Wired> onDemand(Catalogue catalogue, Profile profile, Swaps swaps, String scheme) {
        var wiring = new Wiring(catalogue, profile, swaps);
        var rooms = new FetchRooms(wiring);
        rooms.scheme(scheme, "");
        wiring.complaints().throwIfAny();
        var wired = new ArrayList<>(rooms.transports());
        wired.addAll(rooms.protocols());
        return wired;
    }

    /** The menu readers of a catalogue, as they are without any profile; for those who only read. */
    public static MenuReaders menuReaders(Catalogue catalogue, BootContext context) {
        return MenuRooms.readers(catalogue, Profile.parse("menu", "", List.of()), Swaps.NONE, Optional.empty(), context, new BootScope());
    }

    static final ByteSize USUAL_MEMORY = new ByteSize(1L << 30);
}
