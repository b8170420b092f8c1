package ${package};

import io.strapwork.api.bus.Interrupts;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciMemorySpace;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.testkit.contract.LinkDriverContract.Bench;
import io.strapwork.testkit.fake.MailboxBus;
import java.util.List;

/** A PCI bus with the card at 00:05.0, and the other end of its cable. The testkit's card does the work; write your own card's behaviour down like this. */
final class ${className}Card implements PciBus, PciMemorySpace, Interrupts, Bench<PciBus> {
    private static final PciAddress PLACE = new PciAddress(0, 5, 0);
    private final boolean present;
    private final MailboxBus card;
    private long bar;
    private int command;

    ${className}Card(boolean present) {
        this.present = present;
        this.card = new MailboxBus(present);
    }

    @Override
    public int readConfig(PciAddress address, int register, int bytes) {
        if (!present || !address.equals(PLACE)) {
            return -1;
        }
        return register == 0 ? ${className}Driver.DEVICE : 0;
    }

    @Override
    public void writeConfig(PciAddress address, int register, int bytes, int value) {
        switch (register) {
            case 4 -> command = value;
            case 0x10 -> bar = value & 0xffff_ffffL;
            default -> throw new IllegalStateException("configuration register " + register + " is written");
        }
    }

    @Override
    public PciMemorySpace memorySpace() {
        return this;
    }

    @Override
    public List<PciWindow> windows() {
        return List.of(new PciWindow(0x8000_0000L, 1 << 20));
    }

    private MailboxBus.Register register(long address, int bytes) {
        if (bytes != 8 || address % 8 != 0 || command != 6) {
            throw new IllegalStateException("an access of " + bytes + " bytes at 0x" + Long.toHexString(address) + ", command " + command);
        }
        return MailboxBus.Register.values()[(int) (address - bar) / 8];
    }

    @Override
    public long read(long address, int bytes) {
        return card.read(register(address, bytes));
    }

    @Override
    public void write(long address, int bytes, long value) {
        card.write(register(address, bytes), value);
    }

    @Override
    public DmaMemory dma() {
        return card.dma();
    }

    @Override
    public void onInterrupt(Runnable line) {
        card.onInterrupt(line);
    }

    @Override
    public PciBus bus() {
        return this;
    }

    @Override
    public List<byte[]> sent() {
        return card.sent();
    }

    @Override
    public void arrive(byte[] frame) {
        card.arrive(frame);
    }

    @Override
    public boolean lie() {
        card.arrive(new byte[60], 100_000);
        return true;
    }
}
