package io.strapwork.runtime.assembly;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.link.Disks;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.assembly.Swaps.Swap;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.OptionType;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import io.strapwork.runtime.profile.DidYouMean;
import io.strapwork.runtime.profile.ProblemCodes;
import io.strapwork.runtime.profile.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Chooses a protocol for each scheme, and the transports that those need. */
final class FetchRooms {
    private static final List<String> PARTS = RoomKeys.PARTS;
    private static final String LIMIT = RoomKeys.LIMIT;

    private final Wiring wiring;
    private final Map<String, Wired> protocols = new LinkedHashMap<>();
    private final Map<String, Wired> transports = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    /** Transports whose lower ones are being chosen. */
    private final Set<String> open = new LinkedHashSet<>();

    FetchRooms(Wiring wiring) {
        this.wiring = wiring;
    }

    /**
     * What is fetched, and by whom.
     *
     * @param limit     of all parts together, if the profile has one
     * @param from      where to look for what the profile does not name
     * @param noNetwork why the machine's network is not needed, when it is not
     */
    record Fetching(List<ProfilePart> parts, Optional<ByteSize> limit, BootFrom from, List<Wired> protocols, List<Wired> transports,
            Optional<String> noNetwork) {
        /** Whether something that is fetched, or looked for, lies on the machine's disks. */
        boolean needsDisks() {
            return protocols.stream().anyMatch(protocol -> protocol.asks(Disks.class));
        }
    }

    List<Wired> protocols() {
        return List.copyOf(protocols.values());
    }

    List<Wired> transports() {
        return List.copyOf(transports.values());
    }

    /** Sections that a protocol, the profile or a test asked for, whether or not a plugin was found for them. */
    List<String> asked(Kind kind) {
        String head = kind.section() + ".";
        return asked.stream().filter(each -> each.startsWith(head)).map(each -> each.substring(head.length())).toList();
    }

    Fetching fetching() {
        int complaints = wiring.complaints().count();
        var parts = new ArrayList<ProfilePart>();
        Optional<ByteSize> limit = Optional.empty();
        Optional<BootFrom> from = Optional.empty();
        Optional<Value.Section> section = wiring.profile().section(Room.FETCH);
        if (section.isPresent()) {
            for (Map.Entry<String, Value> entry : section.get().entries().entrySet()) {
                if (PARTS.contains(entry.getKey())) {
                    parts.addAll(parts(entry.getKey(), entry.getValue()));
                } else if (entry.getKey().equals(LIMIT)) {
                    limit = Optional.ofNullable(
                            (ByteSize) wiring.values().convert(LIMIT, OptionType.Scalar.SIZE, RoomKeys.SIZES, entry.getValue()));
                } else if (entry.getKey().equals(RoomKeys.BOOT)) {
                    from = from(entry.getValue());
                } else if (!(entry.getValue() instanceof Value.Section)) {
                    unknownKey(entry.getKey(), entry.getValue());
                }
            }
        }
        parts.forEach(part -> part.uri().ifPresent(uri -> scheme(uri.scheme(), part.where())));
        boolean named = section.flatMap(its -> its.get("kernel")).isPresent();
        Optional<String> config = config(section);
        boolean onDisk = config.filter(its -> its.toLowerCase(Locale.ROOT).startsWith(RoomKeys.DISK_SCHEME + "://")).isPresent();
        BootFrom chosen = from.orElse(!named && config.isEmpty() && hasDisks() ? BootFrom.DISK : BootFrom.NETWORK);
        boolean searched = config.isEmpty() && (!named || section.flatMap(its -> its.section(Kind.MENU.further())).isPresent());
        if (onDisk || searched && chosen == BootFrom.DISK) {
            scheme(RoomKeys.DISK_SCHEME, "");
        }
        if (!named) {
            parts.addFirst(new ProfilePart("kernel", Optional.empty(), ""));
        }
        // What is swapped in is wired even where nothing here asks for it: a boot file from DHCP may.
        wiring.swappedSections(Kind.PROTOCOL).forEach(scheme -> scheme(scheme, ""));
        wiring.swappedSections(Kind.TRANSPORT).forEach(each -> transport(each, "", ""));
        checkProtocolSections(section);
        wiring.profile().section(Room.TRANSPORT).ifPresent(this::checkTransportSections);
        boolean complete = wiring.complaints().count() == complaints;
        boolean told = !named && !onDisk && (chosen == BootFrom.NETWORK || !searched);
        return new Fetching(List.copyOf(parts), limit, chosen, protocols(), transports(), complete ? noNetwork(told) : Optional.empty());
    }

    private Optional<BootFrom> from(Value value) {
        var type = new OptionType.Choice(BootFrom.class.getName(), BootFrom.words());
        return Optional.ofNullable((String) wiring.values().convert(RoomKeys.BOOT, type, value)).flatMap(BootFrom::byWord);
    }

    /** As the profile writes it, whatever is wrong with it. */
    private static Optional<String> config(Optional<Value.Section> fetch) {
        return fetch.flatMap(its -> its.section(Kind.MENU.further())).flatMap(menu -> menu.get(MenuChoice.CONFIG))
                .filter(Value.Text.class::isInstance).map(text -> ((Value.Text) text).text());
    }

    /** Whatever the machine: its section says so. */
    private boolean hasDisks() {
        return wiring.profile().section(Room.MACHINE).flatMap(machine -> machine.get(RoomKeys.DISKS)).filter(
                disks -> disks instanceof Value.Items items && !items.items().isEmpty()
                        || disks instanceof Value.Text text && !text.text().isBlank())
                .isPresent();
    }

    /** Link, stack and address are there for transports that run over them, and for DHCP's boot file. @param told whether that is what boots */
    private Optional<String> noNetwork(boolean told) {
        if (told || transports.values().stream().anyMatch(FetchRooms::isOverIp)) {
            return Optional.empty();
        }
        return Optional.of(transports.isEmpty() ? "no transport is needed" : "no transport runs over the machine's network");
    }

    static boolean isOverIp(Wired transport) {
        return transport.choice().room() == Room.TRANSPORT
                && transport.choice().descriptor().filter(plugin -> plugin.fact("over").contains("ip")).isPresent();
    }

    private void unknownKey(String key, Value value) {
        var known = new ArrayList<>(PARTS);
        known.addAll(List.of(LIMIT, RoomKeys.BOOT));
        wiring.complaints().add(ProblemCodes.UNKNOWN_KEY, wiring.profile().place(value.origin()), "[fetch] has no key \"" + key + "\"",
                DidYouMean.hint(key, known, ""));
    }

    /** An initrd may be an array of them, which are joined. */
    private List<ProfilePart> parts(String name, Value value) {
        List<Value> pieces = name.equals(RoomKeys.INITRD) && value instanceof Value.Items array && !array.items().isEmpty()
                ? array.items()
                : List.of(value);
        return pieces.stream().flatMap(piece -> part(name, piece).stream()).toList();
    }

    private Optional<ProfilePart> part(String name, Value value) {
        String place = wiring.profile().place(value.origin());
        if (!(value instanceof Value.Text text)) {
            wiring.complaints().add(ProblemCodes.WRONG_TYPE, place, "\"" + name + "\" must be a URI, not " + value.inWords(),
                    "write it in quotes, such as \"http://10.0.2.2/vmlinuz\"");
            return Optional.empty();
        }
        try {
            return Optional.of(new ProfilePart(name, Optional.of(BootUri.parse(text.text())), wiring.profile().line(value.origin())));
        } catch (IllegalArgumentException e) {
            wiring.complaints().add(ProblemCodes.NO_URI, place, "\"" + name + "\": " + e.getMessage(),
                    "write it as SCHEME://HOST/PATH");
            return Optional.empty();
        }
    }

    /** Wires the protocol of a scheme and its transports, unless that was done already. */
    void scheme(String scheme, String where) {
        if (!asked.add("fetch." + scheme)) {
            return;
        }
        Place plain = new Place(Kind.PROTOCOL, scheme, sections(scheme, Optional.empty()), Set.of());
        Optional<Swap> swap = wiring.swap(plain);
        if (swap.isPresent()) {
            wiring.swapped(plain, swap.get()).ifPresent(wired -> {
                protocols.put(scheme, wired);
                needed(wired, "protocol", where);
                delegatesNeed(wired, where);
            });
            return;
        }
        Optional<Pick> pick = wiring.names(plain) ? wiring.named(plain) : byScheme(plain, where);
        pick.ifPresent(found -> {
            if (!found.plugin().fact("schemes").contains(scheme)) {
                wiring.complaints().add("SW-W111", found.where(), "protocol \"" + found.plugin().id() + "\" doesn't speak " + scheme,
                        Wiring.listed("speaks " + scheme + ": ", speaking(scheme), "no protocol here speaks it"));
                return;
            }
            Place place = new Place(Kind.PROTOCOL, scheme, sections(scheme, pick.map(Pick::plugin)), Set.of());
            wiring.wire(place, found).ifPresent(wired -> {
                protocols.put(scheme, wired);
                delegatesNeed(wired, where);
            });
            found.plugin().fact("over").forEach(section -> transport(section, "protocol \"" + found.plugin().id() + "\"", where));
        });
    }

    /** The transports of the protocols that a protocol asks for. */
    private void delegatesNeed(Wired wired, String where) {
        if (wired.recipe() instanceof Recipe.Made made) {
            for (Recipe.Argument argument : made.arguments()) {
                for (Wired delegate : argument.delegates()) {
                    needed(delegate, "protocol", where);
                    delegatesNeed(delegate, where);
                }
            }
        }
    }

    /** The transports that a test's own class, or another's delegate, asks for. */
    private void needed(Wired wired, String noun, String where) {
        if (wired.recipe() instanceof Recipe.Made made) {
            for (Recipe.Argument argument : made.arguments()) {
                if (argument instanceof Recipe.Argument.TransportOf transport
                        && !circular(wired.choice().section(), transport.section(), where)) {
                    transport(transport.section(), noun + " \"" + wired.choice().plugin() + "\"", where);
                }
            }
        }
    }

    private Optional<Pick> byScheme(Place place, String where) {
        List<PluginDescriptor> speaking = speaking(place.section());
        if (speaking.isEmpty()) {
            var known = new LinkedHashSet<String>();
            wiring.catalogue().of(Kind.PROTOCOL).forEach(plugin -> known.addAll(plugin.fact("schemes")));
            wiring.complaints().add("SW-W106", where, "no protocol speaks \"" + place.section() + "\"",
                    DidYouMean.hint(place.section(), known, "no protocol is on the class path or in --plugins"));
            return Optional.empty();
        }
        if (speaking.size() == 1) {
            return Optional.of(new Pick(speaking.getFirst(), "the only one that speaks " + place.section(), ""));
        }
        for (PluginDescriptor plugin : speaking) {
            if (plugin.id().equals(place.section())) {
                return Optional.of(new Pick(plugin, "default", ""));
            }
        }
        wiring.complaints().add(Complaints.SEVERAL_FIT, where, "several protocols speak " + place.section() + ": choose one",
                "write [fetch." + place.section() + "] with use = \"…\", one of:\n" + Wiring.listed("", speaking, ""));
        return Optional.empty();
    }

    private List<PluginDescriptor> speaking(String scheme) {
        return wiring.fitting(Kind.PROTOCOL, plugin -> plugin.fact("schemes").contains(scheme));
    }

    /** {@code [fetch.ID]} of the plugin below {@code [fetch.SCHEME]}. */
    private List<Value.Section> sections(String scheme, Optional<PluginDescriptor> plugin) {
        var sections = new ArrayList<Value.Section>();
        plugin.filter(its -> !its.id().equals(scheme)).flatMap(its -> wiring.profile().section(Room.FETCH, its.id()))
                .ifPresent(sections::add);
        wiring.profile().section(Room.FETCH, scheme).ifPresent(sections::add);
        return sections;
    }

    /** Sections of protocols that no part uses are checked all the same: a boot file from DHCP may. */
    private void checkProtocolSections(Optional<Value.Section> fetch) {
        if (fetch.isEmpty()) {
            return;
        }
        fetch.get().entries().forEach((key, value) -> {
            if (value instanceof Value.Section section && !PARTS.contains(key) && !key.equals(LIMIT) && !key.equals(RoomKeys.BOOT)
                    && wiring.catalogue().further(Room.FETCH, key).isEmpty()) {
                Optional<PluginDescriptor> byId = wiring.catalogue().find(Kind.PROTOCOL, key);
                if (isSwapped(key, byId)) {
                    return;
                }
                if (section.get("use").isPresent() || byId.isEmpty() && !speaking(key).isEmpty()) {
                    scheme(key, wiring.profile().line(section.origin()));
                } else if (byId.isPresent()) {
                    if (protocols.values().stream().noneMatch(wired -> wired.choice().plugin().equals(key))) {
                        wiring.values().bind(byId.get(), "[fetch." + key + "]", List.of(section), Set.of(),
                                wiring.profile().line(section.origin()));
                    }
                } else {
                    var known = new LinkedHashSet<String>();
                    wiring.catalogue().of(Kind.PROTOCOL).forEach(plugin -> {
                        known.add(plugin.id());
                        known.addAll(plugin.fact("schemes"));
                    });
                    wiring.complaints().add(ProblemCodes.UNKNOWN_SECTION, wiring.profile().place(section.origin()),
                            "there is no section [fetch." + key + "]",
                            DidYouMean.hint(key, known, ""));
                }
            }
        });
    }

    /** Whether a test put something in the place of this section, a scheme's or a plugin's. */
    private boolean isSwapped(String section, Optional<PluginDescriptor> plugin) {
        return wiring.isSwapped(Kind.PROTOCOL, section)
                || plugin.stream().flatMap(its -> its.fact("schemes").stream()).allMatch(scheme -> wiring.isSwapped(Kind.PROTOCOL, scheme))
                        && plugin.isPresent();
    }

    private void checkTransportSections(Value.Section transport) {
        transport.entries().forEach((key, value) -> {
            if (wiring.catalogue().further(Room.TRANSPORT, key).isPresent() && value instanceof Value.Section) {
                return;
            }
            if (!(value instanceof Value.Section)) {
                wiring.complaints().add(ProblemCodes.UNKNOWN_KEY, wiring.profile().place(value.origin()),
                        "[transport] has no key \"" + key + "\"",
                        "write a section for each transport, such as [transport.tls]");
            } else if (provided().contains(key) || wiring.isSwapped(Kind.TRANSPORT, key)) {
                transport(key, "", "");
            } else {
                wiring.complaints().add(ProblemCodes.UNKNOWN_SECTION, wiring.profile().place(value.origin()),
                        "there is no section [transport." + key + "]",
                        DidYouMean.hint(key, provided(), "no transport is on the class path or in --plugins"));
            }
        });
    }

    private Set<String> provided() {
        var provided = new LinkedHashSet<String>();
        wiring.catalogue().of(Kind.TRANSPORT).forEach(plugin -> provided.addAll(plugin.fact("provides")));
        return provided;
    }

    /** @param asker for messages, who needs it */
    private void transport(String section, String asker, String where) {
        if (!asked.add("transport." + section)) {
            return;
        }
        Place place = new Place(Kind.TRANSPORT, section, wiring.profile().section(Room.TRANSPORT, section).map(List::of).orElse(List.of()),
                Set.of());
        Optional<Swap> swap = wiring.swap(place);
        if (swap.isPresent()) {
            open.add(section);
            wiring.swapped(place, swap.get()).ifPresent(wired -> {
                needed(wired, "transport", where);
                transports.put(section, wired);
            });
            open.remove(section);
            return;
        }
        Optional<Pick> pick;
        if (wiring.names(place)) {
            pick = wiring.named(place).filter(found -> provides(found, section));
        } else if (provided().contains(section)) {
            pick = wiring.only(place, plugin -> plugin.fact("provides").contains(section), section, "");
        } else {
            wiring.complaints().add("SW-W108", where, asker + " needs the transport \"" + section + "\", but nothing provides it",
                    "add the jar of a transport plugin that provides \"" + section + "\"");
            return;
        }
        pick.ifPresent(found -> below(place, found, where));
    }

    private boolean provides(Pick pick, String section) {
        if (pick.plugin().fact("provides").contains(section)) {
            return true;
        }
        wiring.complaints().add("SW-W110", pick.where(),
                "transport \"" + pick.plugin().id() + "\" provides " + String.join(", ", pick.plugin().fact("provides")) + ", not "
                        + section,
                Wiring.listed("provides " + section + ": ",
                        wiring.fitting(Kind.TRANSPORT, plugin -> plugin.fact("provides").contains(section)),
                        "no transport here does"));
        return false;
    }

    private boolean circular(String section, String over, String where) {
        if (open.contains(over)) {
            wiring.complaints().add("SW-W109", where, "transports \"" + section + "\" and \"" + over + "\" run over each other",
                    "choose another plugin for one of them");
            return true;
        }
        return false;
    }

    /** First what it runs over, then itself. */
    private void below(Place place, Pick pick, String where) {
        open.add(place.section());
        for (String over : pick.plugin().fact("over")) {
            if (over.equals("ip") || over.equals("host")) {
                continue;
            }
            if (circular(place.section(), over, pick.where().isEmpty() ? where : pick.where())) {
                return;
            }
            transport(over, "transport \"" + pick.plugin().id() + "\"", where);
        }
        open.remove(place.section());
        wiring.wire(place, pick).ifPresent(wired -> transports.put(place.section(), wired));
    }
}
