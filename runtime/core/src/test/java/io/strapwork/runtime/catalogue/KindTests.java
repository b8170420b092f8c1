package io.strapwork.runtime.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.strapwork.api.address.AddressPlugin;
import io.strapwork.api.fetch.ProtocolPlugin;
import io.strapwork.api.handoff.HandoffPlugin;
import io.strapwork.api.link.DriverPlugin;
import io.strapwork.api.load.LoaderPlugin;
import io.strapwork.api.machine.MachinePlugin;
import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.stack.StackPlugin;
import io.strapwork.api.transport.TransportPlugin;
import io.strapwork.api.trust.VerifierPlugin;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class KindTests {
    private static List<String> told(Kind kind) {
        return List.of(kind.room().name(), kind.further(), kind.type(), kind.noun());
    }

    private static List<String> told(Class<?> annotation) {
        PluginKind kind = Objects.requireNonNull(annotation.getAnnotation(PluginKind.class));
        return List.of(kind.room().name(), kind.section(), kind.type().getName(), kind.noun());
    }

    @Test
    void firstKindsAreWhatTheirAnnotationsSay() {
        var annotations = List.of(MachinePlugin.class, DriverPlugin.class, StackPlugin.class, AddressPlugin.class, TransportPlugin.class,
                ProtocolPlugin.class, VerifierPlugin.class, LoaderPlugin.class, HandoffPlugin.class);
        assertEquals(annotations.stream().map(KindTests::told).toList(), Kind.FIRST.stream().map(KindTests::told).toList());
        assertEquals(List.of(Room.values()), Kind.FIRST.stream().map(Kind::room).toList());
    }

    @Test
    void sectionAndInterfaceTellKindsApart() {
        var disk = new Kind(Room.LINK, "disk", "demo.Disks", "disk driver");
        assertEquals("link.disk", disk.section());
        assertEquals("[link.disk]", disk.place());
        assertEquals("the link room", Kind.DRIVER.place());
        assertEquals(disk, new Kind(Room.LINK, "disk", "demo.Disks", "another word"));
        assertNotEquals(disk, new Kind(Room.LINK, "disk", "other.Disks", "disk driver"));
        assertNotEquals(Kind.DRIVER, new Kind(Room.LINK, "disk", Kind.DRIVER.type(), "driver"));
    }
}
