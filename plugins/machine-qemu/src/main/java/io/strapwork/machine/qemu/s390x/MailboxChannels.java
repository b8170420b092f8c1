package io.strapwork.machine.qemu.s390x;

import io.strapwork.api.bus.ChannelSubsystem;
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
    public int storeSubchannel(int subchannel, GuestAddress schib) {
        return mailbox.execute(Instruction.STSCH, subchannel, schib.value());
    }

    @Override
    public int modifySubchannel(int subchannel, GuestAddress schib) {
        return mailbox.execute(Instruction.MSCH, subchannel, schib.value());
    }

    @Override
    public int startSubchannel(int subchannel, GuestAddress orb) {
        return mailbox.execute(Instruction.SSCH, subchannel, orb.value());
    }

    @Override
    public int testSubchannel(int subchannel, GuestAddress irb) {
        return mailbox.execute(Instruction.TSCH, subchannel, irb.value());
    }

    @Override
    public int clearSubchannel(int subchannel) {
        return mailbox.execute(Instruction.CSCH, subchannel);
    }

    @Override
    public int channelSubsystemCall(GuestAddress block) {
        return mailbox.execute(Instruction.CHSC, 0, block.value());
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
