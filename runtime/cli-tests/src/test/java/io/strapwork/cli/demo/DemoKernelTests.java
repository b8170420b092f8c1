package io.strapwork.cli.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.handoff.linux.LinuxS390xHandoff;
import io.strapwork.handoff.linux.LinuxS390xOptions;
import io.strapwork.loader.elf.ElfLoader;
import io.strapwork.loader.elf.ElfOptions;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoKernelTests {
    @Test
    void isTheSameEveryTime() {
        assertArrayEquals(DemoKernel.bytes(), DemoKernel.bytes());
    }

    @Test
    void loadsAndIsHandedOffAsALinuxKernel() {
        var part = new FetchedPart("kernel", BootUri.parse("https://10.0.2.2/demo.elf"), MemorySegment.ofArray(DemoKernel.bytes()), "",
                Duration.ZERO);
        var image = new VerifiedImage(List.of(new VerifiedPart(part, "none")));
        var layout = new MemoryLayout(List.of(GuestRange.of(0, 16 << 20)), List.of());
        LoadPlan plan = new ElfLoader(ElfOptions.none()).plan(image, Architecture.S390X, layout);
        assertEquals(List.of(GuestRange.of(0x10000, 0x2000), GuestRange.of(0x100000, 0x110000)),
                plan.segments().stream().map(Segment::range).toList());
        Handoff handoff = new LinuxS390xHandoff(LinuxS390xOptions.cmdline("x".repeat(4095))).prepare(plan,
                new HandoffRequest(Architecture.S390X, layout, image, Optional.empty(), Optional.empty()));
        assertEquals(GuestAddress.of(0x10000), handoff.cpu().entry());
    }
}
