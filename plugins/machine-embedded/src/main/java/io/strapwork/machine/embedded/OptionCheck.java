package io.strapwork.machine.embedded;

import io.strapwork.api.link.MacAddress;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.disks.Loadparm;
import io.strapwork.machine.embedded.lan.NetworkEnd;
import io.strapwork.machine.embedded.virtio.CardFacts;
import io.strapwork.machine.embedded.virtio.Features;
import io.strapwork.network.gateway.GatewayOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Options to a card, or all that is wrong with them. */
final class OptionCheck {
    static final String WRONG_OPTION = "SW-M104";
    private static final int CONSOLE = 0x0009;
    private final List<Problem> problems = new ArrayList<>();

    private OptionCheck() {}

    /** @throws StrapworkException with SW-M103 and SW-M104 */
    static CardFacts check(PowerOn request, EmbeddedOptions options) {
        var check = new OptionCheck();
        CardFacts card = check.card(request, options);
        if (!check.problems.isEmpty()) {
            throw new StrapworkException(check.problems, null);
        }
        return card;
    }

    static List<String> buses(Architecture architecture) {
        return architecture == Architecture.S390X ? List.of("ccw", "pci") : List.of("pci");
    }

    private CardFacts card(PowerOn request, EmbeddedOptions options) {
        List<String> buses = buses(request.architecture());
        if (!buses.contains(request.bus())) {
            problems.add(new Problem("SW-M103", Blame.USER, "machine",
                    "a machine of " + request.architecture().id() + " has no bus \"" + request.bus() + "\"",
                    "it has " + String.join(", ", buses) + "; choose a driver for one of them with use = \"…\" in [link]"));
        }
        network(options);
        range("mtu", options.gateway().mtu(), 576, 65535);
        range("device-number", options.deviceNumber(), 0, 0xffff);
        range("subchannel-set", options.subchannelSet(), 0, 3);
        range("slot", options.slot(), 1, 31);
        range("queue-size", options.queueSize(), 2, 32768);
        if (options.queueSize() > 1 && Integer.bitCount(options.queueSize()) != 1) {
            wrong("queue-size", "is not a power of two: " + options.queueSize(), "such as 256");
        }
        if (options.deviceNumber() == CONSOLE && options.subchannelSet() == 0) {
            wrong("device-number", "is in use by the console: 9", "choose another one");
        }
        options.loadparm().flatMap(text -> Loadparm.fault(request.architecture(), text))
                .ifPresent(fault -> wrong(Loadparm.OPTION, fault.what(), fault.hint()));
        long offered = Features.all();
        for (String name : options.withhold()) {
            Long bit = Features.byName().get(name);
            if (bit == null) {
                wrong("withhold", "names an unknown feature: \"" + name + "\"",
                        "known: " + String.join(", ", Features.byName().keySet()));
            } else {
                offered &= ~bit;
            }
        }
        if (options.gateway().corrupt() > 0) {
            // It would promise the driver that frames need no checking.
            offered &= ~Features.GUEST_CSUM;
        }
        if ((offered & Features.VERSION_1) == 0 && request.bus().equals("pci")) {
            wrong("withhold", "can't name version-1 on PCI: there is no legacy register block", "legacy devices exist only on the ccw bus");
        }
        String place = request.bus().equals("ccw")
                ? String.format("fe.%x.%04x", options.subchannelSet(), options.deviceNumber())
                : String.format("00:%02x.0", options.slot());
        return new CardFacts(place, mac(options.mac()), options.wireMtu(), options.queueSize(), offered);
    }

    private void network(EmbeddedOptions options) {
        Optional<NetworkEnd> end = NetworkEnd.parse(options.network());
        if (end.isEmpty()) {
            wrong("network", "is \"" + options.network() + "\"", NetworkEnd.WORDS);
        } else if (end.get() instanceof NetworkEnd.Lan) {
            GatewayOptions gateway = options.gateway();
            builtOnly("serve", gateway.serve().isPresent(), options);
            builtOnly("boot-file", gateway.bootFile().isPresent(), options);
            builtOnly("next-server", gateway.nextServer().isPresent(), options);
            builtOnly("hosts", !gateway.hosts().isEmpty(), options);
        }
    }

    private void builtOnly(String key, boolean set, EmbeddedOptions options) {
        if (set) {
            wrong(key, "is for the built-in gateway; this machine's network is " + options.network(),
                    "remove it, or write network = \"gateway\"");
        }
    }

    private MacAddress mac(String text) {
        try {
            MacAddress mac = MacAddress.parse(text);
            if (!mac.isGroup() && mac.value() != 0) {
                return mac;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        wrong("mac", "is not a card's address: \"" + text + "\"", "such as \"52:54:00:12:34:56\"");
        return new MacAddress(0x5254_0012_3456L);
    }

    private void range(String key, int value, int least, int most) {
        if (value < least || value > most) {
            wrong(key, "is out of range: " + value, least + " to " + most);
        }
    }

    private void wrong(String key, String what, String hint) {
        problems.add(new Problem(WRONG_OPTION, Blame.USER, "machine." + key, "the option \"" + key + "\" " + what, hint));
    }
}
