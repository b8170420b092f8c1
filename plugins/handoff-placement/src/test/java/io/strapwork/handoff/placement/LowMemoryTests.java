package io.strapwork.handoff.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Initrds of every size in machines of every size. */
class LowMemoryTests {
    private static final GuestAddress BEHIND_THE_KERNEL = GuestAddress.of(0x4000000);

    /** Nobody reads it. */
    private static VerifiedImage initrd(String size) {
        MemorySegment content = MemorySegment.NULL.reinterpret(ByteSize.parse(size).bytes());
        return new VerifiedImage(List.of(
                new VerifiedPart(new FetchedPart("initrd", BootUri.parse("http://10.0.2.2/initrd"), content, "", Duration.ZERO), "none")));
    }

    private static String place(String ram, String size, boolean promInit) {
        var layout = new MemoryLayout(List.of(GuestRange.of(0, ByteSize.parse(ram).bytes())), List.of());
        var space = new FreeSpace(GuestRange.minus(layout.free(), List.of(new GuestRange(GuestAddress.of(0), BEHIND_THE_KERNEL.value()))));
        var faults = new HandoffFaults();
        LowMemory low = promInit ? LowMemory.ofPromInit(layout) : LowMemory.ofRealMode(layout);
        Optional<Segment> placed = low.place(initrd(size), space, BEHIND_THE_KERNEL, 0x10000, Optional.empty(), faults);
        return placed.map(one -> one.at().toString())
                .orElseGet(() -> assertThrows(StrapworkException.class, faults::throwIfAny).problems().getFirst().code());
    }

    @Test
    void aKernelKeepsLowMemoryForItsStart() {
        for (boolean promInit : new boolean[]{false, true}) {
            assertEquals("0x4000000", place("512MiB", "1MiB", promInit));
            assertEquals("0x4000000", place("512MiB", "384MiB", promInit));
            assertEquals("0x4000000", place("512MiB", "416MiB", promInit));
            assertEquals("SW-H504", place("512MiB", "417MiB", promInit));
            assertEquals("0x4000000", place("12GiB", "640MiB", promInit));
            assertEquals("SW-H504", place("2GiB", "2GiB", promInit));
        }
        assertEquals("0x30000000", place("12GiB", "641MiB", true));
        assertEquals("0x4000000", place("12GiB", "641MiB", false));
        assertEquals("0x40000000", place("12GiB", "897MiB", false));
        assertEquals("0x30000000", place("4GiB", "2GiB", true));
        assertEquals("0x40000000", place("4GiB", "2GiB", false));
        assertEquals("0x4000000", place("256MiB", "160MiB", true));
        assertEquals("SW-H504", place("1GiB", "800MiB", true));
    }
}
