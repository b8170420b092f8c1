package ${package};

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciMemorySpace;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.testkit.contract.DiskDriverContract.Bench;
import io.strapwork.testkit.fake.SectorBus;
import java.util.List;
import java.util.Random;

/** A PCI bus with the disk at 00:05.0. The testkit's disk does the work; write your own disk's behaviour down like this. */
final class ${className}Board implements PciBus, PciMemorySpace, Bench<PciBus> {
    private static final PciAddress PLACE = new PciAddress(0, 5, 0);
    private static final int BLOCK = 2048;
    private final SectorBus disk;
    private final byte[] content;
    private long bar;
    private int command;

    private ${className}Board(SectorBus disk, byte[] content) {
        this.disk = disk;
        this.content = content;
    }

    static ${className}Board withDisk() {
        var content = new byte[200 * BLOCK];
        new Random(1).nextBytes(content);
        return new ${className}Board(new SectorBus(content, BLOCK), content);
    }

    static ${className}Board empty() {
        return new ${className}Board(SectorBus.empty(), new byte[0]);
    }

    @Override
    public int readConfig(PciAddress address, int register, int bytes) {
        if (content.length == 0 || !address.equals(PLACE)) {
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

    private SectorBus.Register register(long address, int bytes) {
        if (bytes != 8 || address % 8 != 0 || command != 6) {
            throw new IllegalStateException("an access of " + bytes + " bytes at 0x" + Long.toHexString(address) + ", command " + command);
        }
        return SectorBus.Register.values()[(int) (address - bar) / 8];
    }

    @Override
    public long read(long address, int bytes) {
        return disk.read(register(address, bytes));
    }

    @Override
    public void write(long address, int bytes, long value) {
        disk.write(register(address, bytes), value);
    }

    @Override
    public DmaMemory dma() {
        return disk.dma();
    }

    @Override
    public PciBus bus() {
        return this;
    }

    @Override
    public byte[] content() {
        return content;
    }

    @Override
    public int blockSize() {
        return BLOCK;
    }

    @Override
    public boolean failAt(long offset) {
        disk.failAt(offset);
        return true;
    }

    @Override
    public boolean beSilent() {
        disk.beSilent();
        return true;
    }

    @Override
    public boolean lie() {
        disk.lie();
        return true;
    }

    @Override
    public void finishLate() {
        disk.finishLate();
    }
}
