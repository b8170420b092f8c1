package io.strapwork.machine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Default;
import io.strapwork.network.gateway.GatewayOptions;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void wrongOptionsAreToldAllAtOnce() {
        var golden = new Golden("options.txt");
        var all = TestMachine.with(o -> {
            o.mtu = 500;
            o.deviceNumber = 70000;
            o.set = 4;
            o.slot = 0;
            o.queueSize = 100;
            o.mac = "01:00:00:00:00:01";
            o.network = "tap:";
            o.withhold.add("mrg_rxbuf");
            return o;
        });
        golden.check("all at once", () -> new TestMachine(Architecture.S390X, "ccw", "64MiB", all));
        golden.check("no such bus", () -> new TestMachine(Architecture.PPC64, "ccw", "64MiB", EmbeddedOptions.standard()));
        golden.check("no such bus on s390x", () -> new TestMachine(Architecture.S390X, "isa", "64MiB", EmbeddedOptions.standard()));
        golden.check("the console's number", () -> new TestMachine(Architecture.S390X, "ccw", "64MiB", TestMachine.with(o -> {
            o.deviceNumber = 9;
            return o;
        })));
        golden.check("legacy on PCI", () -> new TestMachine(Architecture.X86_64, "pci", "64MiB", TestMachine.with(o -> {
            o.withhold.add("version-1");
            return o;
        })));
        golden.check("no address", () -> new TestMachine(Architecture.X86_64, "pci", "64MiB", TestMachine.with(o -> {
            o.mac = "card";
            return o;
        })));
        golden.end();
    }

    @Test
    void withheldFeaturesAreNotOffered() {
        var options = TestMachine.with(o -> {
            o.withhold.addAll(io.strapwork.machine.embedded.virtio.Features.byName().keySet());
            o.withhold.remove("version-1");
            return o;
        });
        try (var machine = new TestMachine(Architecture.S390X, "pci", "64MiB", options)) {
            PciPlayer player = machine.pciPlayer();
            assertEquals(1L << 32, player.offered());
            assertEquals(0, java.util.Arrays.compare(new byte[12], player.configuration(12)));
            player.bringUp(0);
        }
    }

    /** The record's defaults as a profile would write them, against the constructor used in tests. */
    @Test
    void standardIsWhatTheDefaultsSay() throws Exception {
        Map<String, String> annotated = new TreeMap<>();
        Map<String, String> actual = new TreeMap<>();
        for (Record standard : List.of(EmbeddedOptions.standard(), GatewayOptions.standard())) {
            for (RecordComponent component : standard.getClass().getRecordComponents()) {
                Default value = component.getAnnotation(Default.class);
                if (value != null) {
                    annotated.put(component.getName(), value.value());
                    actual.put(component.getName(),
                            component.getAccessor().invoke(standard).toString().replace("PT0S", "0s").replace("0.0", "0")
                                    .toLowerCase(java.util.Locale.ROOT));
                }
            }
        }
        assertEquals(annotated, actual);
    }
}
