package io.strapwork.machine.embedded;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A machine with a fake network and a driver of choice. */
final class TestMachine implements AutoCloseable {
    final Machine machine;
    FakeNetwork network;

    TestMachine(Architecture architecture, String bus, String memory, EmbeddedOptions options) {
        machine = EmbeddedProvider.powerOn(new PowerOn("test", architecture, ByteSize.parse(memory), bus, Optional.empty()), options,
                toGuest -> network = new FakeNetwork(toGuest));
    }

    static TestMachine ccw() {
        return new TestMachine(Architecture.S390X, "ccw", "64MiB", EmbeddedOptions.standard());
    }

    static TestMachine pci() {
        return new TestMachine(Architecture.PPC64, "pci", "64MiB", EmbeddedOptions.standard());
    }

    /** "ccw-0", "ccw-1", "ccw-2" or "pci". */
    static TestMachine of(String kind) {
        return kind.equals("pci") ? pci() : ccw();
    }

    CardPlayer player(String kind) {
        return kind.equals("pci") ? pciPlayer() : ccwPlayer(kind.charAt(4) - '0');
    }

    CcwPlayer ccwPlayer(int revision) {
        return new CcwPlayer((ChannelSubsystem) machine.hardware().buses().getFirst(), revision).open();
    }

    PciPlayer pciPlayer() {
        return new PciPlayer((PciBus) machine.hardware().buses().getFirst()).open();
    }

    static EmbeddedOptions with(java.util.function.UnaryOperator<OptionsBuilder> change) {
        return change.apply(new OptionsBuilder()).build();
    }

    /** Only what tests change. */
    static final class OptionsBuilder {
        int mtu = 65510;
        int deviceNumber = 1;
        int set;
        int slot = 5;
        boolean transitional;
        int queueSize = 256;
        String mac = "52:54:00:12:34:56";
        List<String> withhold = new ArrayList<>();
        String network = "gateway";

        EmbeddedOptions build() {
            EmbeddedOptions o = EmbeddedOptions.standard();
            return new EmbeddedOptions(network, o.gateway().withMtu(mtu), o.disks(), o.loadparm(), mac, deviceNumber, set, slot,
                    transitional,
                    queueSize, withhold);
        }
    }

    @Override
    public void close() {
        machine.close();
    }
}
