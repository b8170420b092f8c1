package io.strapwork.machine.qemu.s390x;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.IoInstruction;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestAddress;

/** A real channel subsystem: its instructions are executed by the guest's CPU. It has no interrupts: QEMU keeps status and rings in memory, which are polled. */
final class MailboxChannels implements ChannelSubsystem {
    private final Mailbox mailbox;
    private final Notifications notifications;
    private final DmaMemory dma;

    MailboxChannels(Mailbox mailbox, Notifications notifications, DmaMemory dma) {
        this.mailbox = mailbox;
        this.notifications = notifications;
        this.dma = dma;
    }

    @Override
    public int execute(IoInstruction instruction, int subchannel, GuestAddress operand) {
        return mailbox.execute(Instruction.of(instruction), subchannel, operand.value());
    }

    /** Not waited for. QEMU's cookie is the one given, and it refuses only subchannels that are not there. */
    @Override
    public long notify(int subchannel, int queue, long cookie) {
        notifications.send(subchannel, queue, cookie);
        return cookie;
    }

    @Override
    public DmaMemory dma() {
        return dma;
    }
}
