package io.strapwork.runtime.assembly;

import io.strapwork.api.link.Disks;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.profile.Profile;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A firmware whose plugins are chosen and whose options are bound. Immutable; any number of boots can be opened from it at once. No plugin was made yet.
 */
public final class Assembly {
    private final Catalogue catalogue;
    private final Profile profile;
    private final Swaps swaps;
    private final Shape shape;
    private final List<Wired> wired;

    Assembly(Catalogue catalogue, Profile profile, Swaps swaps, Shape shape, List<Wired> wired) {
        this.catalogue = catalogue;
        this.profile = profile;
        this.swaps = swaps;
        this.shape = shape;
        this.wired = List.copyOf(wired);
    }

    /**
     * What is not a plugin's business.
     *
     * @param bus       that the driver needs
     * @param parts     in the order of the profile
     * @param limit     of all parts together, if the profile has one
     * @param noNetwork why the machine's network stays down, if it does
     * @param disks     whether the machine's disks are opened
     * @param from      where to look for what the profile does not name
     * @param menu      empty when the profile says nothing of menus
     */
    record Shape(Architecture architecture, ByteSize memory, String bus, List<ProfilePart> parts, Optional<ByteSize> limit,
            Optional<String> noNetwork, boolean disks, BootFrom from, Optional<MenuChoice> menu) {}

    public Profile profile() {
        return profile;
    }

    /** The profile's name. */
    public String name() {
        return profile.name();
    }

    public Architecture architecture() {
        return shape.architecture();
    }

    /** RAM: {@code [machine] memory}, or 1 GiB. */
    public ByteSize memory() {
        return shape.memory();
    }

    /** The {@link io.strapwork.api.machine.DeviceBus#kind()} that the driver needs; without a driver, the usual one. */
    public String busKind() {
        return shape.bus();
    }

    /** What is fetched, in the order of the profile. A {@code kernel} that it leaves out comes first, without a URI. */
    public List<ProfilePart> parts() {
        return shape.parts();
    }

    /** {@code [fetch] limit}: how large all parts together may be. */
    public Optional<ByteSize> limit() {
        return shape.limit();
    }

    /** Whether the machine's disks are opened: something that is fetched, or looked for, lies on them. */
    public boolean opensDisks() {
        return shape.disks();
    }

    /** {@code [fetch] boot}, or what it is when the profile leaves it out. */
    public BootFrom bootFrom() {
        return shape.from();
    }

    /** Whether a scheme's files lie on the machine itself: no network may name them. */
    public boolean isLocal(String scheme) {
        return wired.stream().anyMatch(each -> each.choice().kind().equals(Kind.PROTOCOL) && each.choice().section().equals(scheme)
                && each.asks(Disks.class));
    }

    /** {@code [fetch.menu]}, if the profile has it. */
    public Optional<MenuChoice> menu() {
        return shape.menu();
    }

    /** Why a room is not entered, for people; empty for one that is. Link, stack and address are entered only when something needs the machine's network. */
    public Optional<String> notEntered(Room room) {
        return Assembler.NETWORK.contains(room) ? shape.noNetwork() : Optional.empty();
    }

    /** All that was chosen and why, in the order of rooms. Of a room that is not entered, only what the profile or a test names. */
    public List<Choice> choices() {
        var choices = new ArrayList<Choice>();
        for (Wired each : wired) {
            choices.add(each.choice());
        }
        return choices;
    }

    /** The choice of a kind with one plugin, or the first of several; empty for a further kind that the profile has no section for. */
    public Optional<Choice> choice(Kind kind) {
        for (Wired each : wired) {
            if (each.choice().kind().equals(kind)) {
                return Optional.of(each.choice());
            }
        }
        return Optional.empty();
    }

    /**
     * This firmware with another plugin in one place; assembles anew.
     *
     * @param section     as in {@link Swaps#with}
     * @param replacement an object or a class
     */
    public Assembly with(Kind kind, String section, Object replacement) {
        return Assembler.assemble(catalogue, profile, swaps.with(kind, section, replacement));
    }

    /** This firmware with further overrides, as {@link Profile#with}; assembles anew. */
    public Assembly with(List<String> overrides) {
        return Assembler.assemble(catalogue, profile.with(overrides), swaps);
    }

    /** Ids of the plugins that work in a room, for people: {@code "tcp, tls"}. */
    public String pluginIds(Room room) {
        var ids = new LinkedHashSet<String>();
        for (Wired each : wired) {
            if (each.choice().room() == room && each.choice().kind().further().isEmpty()) {
                ids.add(each.choice().plugin());
            }
        }
        return String.join(", ", ids);
    }

    /**
     * Opens a boot, as {@link #open(BootContext)}.
     *
     * @param seed of all its randomness; left out, it is random
     */
    public AssembledBoot open(BootClock clock, Optional<Long> seed) {
        return open(new BootContext(clock, seed.isPresent() ? new Random(seed.get()) : new SecureRandom()));
    }

    /** Opens a boot: one injector, no plugin made yet. The caller closes it. */
    public AssembledBoot open(BootContext context) {
        return new AssembledBoot(this, context);
    }

    Swaps swaps() {
        return swaps;
    }

    List<Wired> wired() {
        return wired;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    /** What a boot needs for a scheme that only became known while it runs. */
    List<Wired> onDemand(String scheme) {
        return Assembler.onDemand(catalogue, profile, swaps, scheme);
    }
}
