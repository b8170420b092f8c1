package io.strapwork.machine.embedded.lan;

import java.util.Optional;
import java.util.regex.Pattern;

/** What the cable of a network card ends in. */
public sealed interface NetworkEnd {
    /** In words of a profile. */
    String WORDS = "\"gateway\", \"none\", \"tap:NAME\" or \"interface:NAME\"";

    /** A network of the machine's own, with one host. */
    record Built() implements NetworkEnd {}

    /** There is no card. */
    record None() implements NetworkEnd {}

    /** One of this computer's networks, by the name of its interface. */
    sealed interface Lan extends NetworkEnd {
        String name();

        /** As a profile says it. */
        String text();
    }

    /** A TAP device: the machine is at its other end. */
    record Tap(String name) implements Lan {
        @Override
        public String text() {
            return "tap:" + name;
        }
    }

    /** An Ethernet interface, which the machine shares with this computer. */
    record Interface(String name) implements Lan {
        @Override
        public String text() {
            return "interface:" + name;
        }
    }

    /** Empty for what is none of them. */
    static Optional<NetworkEnd> parse(String text) {
        // what Linux takes as a name (dev_valid_name): up to 15 bytes, no slash, colon or space
        var name = Pattern.compile("(tap|interface):([!-.0-9;-~]{1,15})").matcher(text);
        if (name.matches() && !name.group(2).equals(".") && !name.group(2).equals("..")) {
            return Optional.of(name.group(1).equals("tap") ? new Tap(name.group(2)) : new Interface(name.group(2)));
        }
        return switch (text) {
            case "gateway" -> Optional.of(new Built());
            case "none" -> Optional.of(new None());
            default -> Optional.empty();
        };
    }
}
