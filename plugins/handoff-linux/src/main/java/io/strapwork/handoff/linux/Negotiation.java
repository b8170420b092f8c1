package io.strapwork.handoff.linux;

import io.strapwork.api.machine.CallingCpu;
import io.strapwork.api.machine.FirmwareCalls;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.DeviceTree;
import io.strapwork.device.tree.FdtView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Agrees with the hypervisor on MMU and interrupt controller in place of a kernel that is started without Open Firmware, and puts the device tree that comes of it in the place of the
 * prepared one.
 *
 * @param vector  what the kernel is said to support
 * @param tree    prepared for the kernel
 * @param place   where it is, with room for another one
 * @param scratch for the hypervisor's answer
 */
record Negotiation(SupportVector vector, DeviceTree tree, GuestRange place, GuestRange scratch) implements FirmwareCalls {
    /** Of the answer, behind the vector and in front of the tree. */
    private static final long ANSWER = 0x1000;
    private static final int HEADER = 4;
    private static final long H_CAS = 0xf002;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    @Override
    public void starting(CallingCpu cpu) {
        GuestAddress at = scratch.start();
        byte[] asked = vector.bytes();
        cpu.memory().at(at, asked.length).copyFrom(MemorySegment.ofArray(asked));
        long room = scratch.bytes() - ANSWER;
        long status = cpu.hypercall(H_CAS, at.value(), at.value() + ANSWER, room)[0];
        if (status != 0) {
            throw refused("answers " + status);
        }
        MemorySegment answer = cpu.memory().at(at.plus(ANSWER), room);
        long bytes = Integer.toUnsignedLong(answer.get(U32, HEADER + 4));
        if (bytes > room - HEADER) {
            throw refused("answers with a device tree of " + bytes + " bytes");
        }
        byte[] completed = completed(FdtView.parse(MemorySegment.ofArray(answer.asSlice(HEADER, bytes).toArray(ValueLayout.JAVA_BYTE))))
                .flatten();
        if (completed.length > place.bytes()) {
            throw refused("answers with a device tree that does not fit");
        }
        cpu.memory().at(place.start(), completed.length).copyFrom(MemorySegment.ofArray(completed));
    }

    /** With what was prepared in /chosen and /rtas. */
    private DeviceTree completed(DeviceTree negotiated) {
        DeviceNode root = negotiated.root().edit("chosen", node -> inherit(node, "chosen")).edit("rtas", node -> inherit(node, "rtas"));
        return new DeviceTree(root, tree.reservations(), tree.bootCpu());
    }

    private DeviceNode inherit(DeviceNode node, String name) {
        DeviceNode result = node;
        for (DeviceProperty property : tree.root().child(name).orElse(DeviceNode.of(name)).properties().values()) {
            if (node.property(property.name()).isEmpty()) {
                result = result.with(property);
            }
        }
        return result;
    }

    private static RuntimeException refused(String what) {
        return new Problem("SW-H213", Blame.HOST, "handoff.mmu", "the hypervisor " + what + " to what the kernel is said to support",
                "remove handoff.mmu and handoff.interrupts, or use the handoff openfirmware-ppc64, where the kernel asks itself")
                .asException();
    }

    /** The kernel knows of no firmware. */
    @Override
    public long call(CallingCpu cpu, long argument) {
        return -1;
    }
}
