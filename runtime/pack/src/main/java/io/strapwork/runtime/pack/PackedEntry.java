package io.strapwork.runtime.pack;

import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.FdtView;
import io.strapwork.runtime.walk.PlacedBoot;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a shim makes the last jump of a boot, taken from the registers and what they point to.
 *
 * @param left names of the placed ranges that describe this machine, not the one to come; they are not packed
 */
record PackedEntry(EntryKind kind, List<Long> values, String line, Set<String> left) {
    private static final int PVH = 0x336ec578;
    private static final long MULTIBOOT = 0x2badb002L;
    private static final long MULTIBOOT2 = 0x36d76289L;
    private static final int SETUP_HEADER = 0x53726448;
    private static final int SETUP_HEADER_AT = 0x202;
    private static final int TREE = 0xd00dfeed;
    private static final ValueLayout.OfInt LITTLE = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt BIG = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** @throws io.strapwork.api.plugin.StrapworkException SW-H701 when no shim can do the same */
    static PackedEntry of(PlacedBoot boot) {
        return switch (boot.architecture()) {
            case S390X -> s390x(boot);
            case X86_64 -> x86(boot);
            case PPC64 -> ppc64(boot);
        };
    }

    private static PackedEntry s390x(PlacedBoot boot) {
        var known = new TreeSet<>(Set.of("psw.mask", "psw.address"));
        var values = new ArrayList<>(List.of(boot.cpu().register("psw.mask"), boot.cpu().entry().value()));
        for (int i = 0; i < 16; i++) {
            known.add("r" + i);
            values.add(boot.cpu().register("r" + i));
        }
        check(boot, known);
        return new PackedEntry(EntryKind.S390X, values, "", Set.of());
    }

    private static PackedEntry x86(PlacedBoot boot) {
        CpuState cpu = boot.cpu();
        long rax = cpu.register("rax");
        EntryKind kind;
        if (rax == MULTIBOOT || rax == MULTIBOOT2) {
            kind = rax == MULTIBOOT ? EntryKind.MULTIBOOT : EntryKind.MULTIBOOT2;
            check(boot, Set.of("rip", "rax", "rbx", "cr0"));
        } else if (word(boot, cpu.register("rbx"), 0, LITTLE).filter(magic -> magic == PVH).isPresent()) {
            kind = EntryKind.PVH;
            check(boot, Set.of("rip", "rbx", "cr0"));
        } else if (word(boot, cpu.register("rsi"), SETUP_HEADER_AT, LITTLE).filter(magic -> magic == SETUP_HEADER).isPresent()) {
            kind = EntryKind.LINUX_64;
            check(boot, Set.of("rip", "rsi"));
        } else {
            throw unknown(boot, "its registers point to no Linux, PVH or Multiboot information");
        }
        long information = cpu.register(kind == EntryKind.LINUX_64 ? "rsi" : "rbx");
        return new PackedEntry(kind, List.of(cpu.entry().value(), information), "", Set.of());
    }

    private static PackedEntry ppc64(PlacedBoot boot) {
        CpuState cpu = boot.cpu();
        if (cpu.register("r5") != 0) {
            check(boot, Set.of("nip", "msr", "r1", "r3", "r4", "r5"));
            return new PackedEntry(EntryKind.OPEN_FIRMWARE,
                    List.of(cpu.entry().value(), cpu.register("r3"), cpu.register("r4"), cpu.register("r1"), cpu.register("msr")),
                    boot.calls().map(ClientArguments::of).orElse(""), Set.of());
        }
        long tree = cpu.register("r3");
        if (word(boot, tree, 0, BIG).filter(magic -> magic == TREE).isEmpty()) {
            throw unknown(boot, "r3 points to no device tree");
        }
        check(boot, Set.of("nip", "msr", "r3", "r4"));
        PlacedBoot.Range place = range(boot, tree).orElseThrow();
        Optional<DeviceNode> chosen = FdtView.parse(boot.memory().at(place.at())).root().child("chosen");
        long initrd = number(chosen, "linux,initrd-start");
        return new PackedEntry(EntryKind.DEVICE_TREE,
                List.of(cpu.entry().value(), initrd, number(chosen, "linux,initrd-end") - initrd, cpu.register("r4")),
                text(chosen, "bootargs"), Set.of(place.name()));
    }

    private static long number(Optional<DeviceNode> node, String property) {
        return node.flatMap(its -> its.property(property)).map(DeviceProperty::number).orElse(OptionalLong.empty()).orElse(0);
    }

    private static String text(Optional<DeviceNode> node, String property) {
        return node.flatMap(its -> its.property(property)).map(DeviceProperty::value)
                .map(value -> new String(value, 0, Math.max(0, value.length - 1), StandardCharsets.UTF_8)).orElse("");
    }

    /** A register that the shim doesn't set must be zero, as it is when nobody names it. */
    private static void check(PlacedBoot boot, Set<String> known) {
        for (String name : boot.cpu().registers().keySet()) {
            if (!known.contains(name) && boot.cpu().register(name) != 0) {
                throw unknown(boot, "it needs the register " + name);
            }
        }
    }

    private static Optional<PlacedBoot.Range> range(PlacedBoot boot, long address) {
        return boot.ranges().stream().filter(each -> address >= 0 && each.at().bytes() > 0
                && each.at().contains(io.strapwork.api.machine.GuestAddress.of(address))).findFirst();
    }

    private static Optional<Integer> word(PlacedBoot boot, long address, int offset, ValueLayout.OfInt layout) {
        GuestMemory memory = boot.memory();
        return range(boot, address).filter(each -> each.at().end().value() - address >= offset + 4L).map(_ -> {
            MemorySegment there = memory.at(GuestRange.of(address + offset, 4));
            return there.get(layout, 0);
        });
    }

    private static RuntimeException unknown(PlacedBoot boot, String why) {
        return new Problem("SW-H701", Blame.USER, boot.contract(), "no shim can start this boot: " + why,
                "use a handoff for Linux, PVH, Multiboot or Open Firmware").asException();
    }
}
