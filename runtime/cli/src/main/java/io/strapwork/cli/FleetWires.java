package io.strapwork.cli;

import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.profile.Value;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which boots of a fleet have to take turns. A TAP device has one end only. On an interface, two machines with one Ethernet address would get one lease, and each would refuse what the server
 * sends to the other. For many threads.
 */
final class FleetWires {
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    /** Empty where a machine has a network of its own. */
    Optional<ReentrantLock> of(Profile profile) {
        Optional<Value.Section> machine = profile.section(Room.MACHINE);
        return text(machine, "network").filter(network -> network.startsWith("tap:") || network.startsWith("interface:"))
                .map(network -> network.startsWith("tap:")
                        ? network
                        : network + " " + text(machine, "mac").orElse("").toLowerCase(Locale.ROOT))
                .map(wire -> locks.computeIfAbsent(wire, _ -> new ReentrantLock()));
    }

    private static Optional<String> text(Optional<Value.Section> section, String key) {
        return section.flatMap(entries -> entries.get(key))
                .flatMap(value -> value instanceof Value.Text text ? Optional.of(text.text()) : Optional.empty());
    }
}
