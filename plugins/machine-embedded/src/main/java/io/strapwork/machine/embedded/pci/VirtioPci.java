package io.strapwork.machine.embedded.pci;

import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.machine.embedded.virtio.DriverFault;
import io.strapwork.machine.embedded.virtio.Signals;
import io.strapwork.machine.embedded.virtio.VirtioDevice;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The virtio-pci function (virtio 1.3, 4.1): identity, one 64-bit memory BAR of 16 KiB with the four structures, the capabilities that lead there, and INTx. No MSI-X.
 */
final class VirtioPci implements PciFunction, Signals {
    private static final int VENDOR = 0x1af4;
    private static final int COMMAND = 0x04;
    private static final int MEMORY_SPACE = 0x0002;
    private static final int BUS_MASTER = 0x0004;
    private static final int INTERRUPT_DISABLE = 0x0400;
    private static final int INTERRUPT_STATUS = 0x0008;
    private static final int CAPABILITIES_LIST = 0x0010;
    private static final int BAR_0 = 0x10;
    private static final int BAR = 4;
    private static final int BAR_REGISTER = BAR_0 + 4 * BAR;
    private static final int BAR_BYTES = 0x4000;
    /** 64 bits wide, prefetchable. */
    private static final int BAR_KIND = 0x0c;

    static final int COMMON = 0x0000;
    static final int ISR = 0x1000;
    static final int DEVICE = 0x2000;
    static final int NOTIFY = 0x3000;
    static final int NOTIFY_MULTIPLIER = 4;
    private static final int REGION = 0x1000;

    private static final int CAP_COMMON = 0x40;
    private static final int CAP_NOTIFY = 0x50;
    private static final int CAP_ISR = 0x64;
    private static final int CAP_DEVICE = 0x74;
    private static final int CAP_WINDOW = 0x84;
    private static final int WINDOW_DATA = CAP_WINDOW + 16;
    private static final int ISR_QUEUE = 1;
    private static final int ISR_CONFIG = 2;

    private final PciAddress address;
    private final VirtioDevice device;
    private final ConfigSpace config;
    private final CommonConfig common;
    private final AtomicInteger isr = new AtomicInteger();
    private final Runnable line;
    private volatile int command;

    VirtioPci(PciAddress address, VirtioDevice device, boolean transitional, Runnable line) {
        this.address = address;
        this.device = device;
        this.line = line;
        this.common = new CommonConfig(device, address.toString(), () -> isr.set(0));
        config = new ConfigSpace(VENDOR, device.kind().pciDevice(transitional), device.kind().pciClass(), transitional ? 0 : 1);
        config.set16(0x06, CAPABILITIES_LIST);
        config.set16(0x2c, VENDOR);
        config.set16(0x2e, transitional ? device.kind().id() : 0x1100);
        config.set8(0x34, CAP_COMMON);
        config.set8(0x3d, 1);
        config.set32(BAR_REGISTER, BAR_KIND);
        capability(CAP_COMMON, CAP_NOTIFY, 16, 1, COMMON, CommonConfig.BYTES);
        capability(CAP_NOTIFY, CAP_ISR, 20, 2, NOTIFY, device.queues() * NOTIFY_MULTIPLIER);
        config.set32(CAP_NOTIFY + 16, NOTIFY_MULTIPLIER);
        capability(CAP_ISR, CAP_DEVICE, 16, 3, ISR, 1);
        capability(CAP_DEVICE, CAP_WINDOW, 16, 4, DEVICE, device.configuration().length);
        capability(CAP_WINDOW, 0, 20, 5, 0, 0);
        allowWrites();
        device.wire(this);
    }

    private void capability(int at, int next, int length, int type, int offset, int bytes) {
        config.set8(at, 0x09);
        config.set8(at + 1, next);
        config.set8(at + 2, length);
        config.set8(at + 3, type);
        config.set8(at + 4, type == 5 ? 0 : BAR);
        config.set32(at + 8, offset);
        config.set32(at + 12, bytes);
    }

    private void allowWrites() {
        config.mayWrite(COMMAND, MEMORY_SPACE | BUS_MASTER | INTERRUPT_DISABLE | 0x0140);
        // Status bits are cleared by writing ones and none of them is ever set; I/O space and the other command bits are hardwired to zero.
        config.ignoresWrites(COMMAND, 0xffff_faff | 0x01);
        config.mayWrite(0x0c, 0x0000_00ff);
        config.ignoresWrites(0x0c, 0x0000_ff00);
        for (int bar = 0; bar < 6; bar++) {
            config.ignoresWrites(BAR_0 + 4 * bar, -1);
        }
        config.mayWrite(BAR_REGISTER, -BAR_BYTES);
        config.mayWrite(BAR_REGISTER + 4, -1);
        config.ignoresWrites(0x30, -1);
        config.mayWrite(0x3c, 0x0000_00ff);
        config.mayWrite(CAP_WINDOW + 4, 0x0000_00ff);
        config.mayWrite(CAP_WINDOW + 8, -1);
        config.mayWrite(CAP_WINDOW + 12, -1);
    }

    @Override
    public int readConfig(int register, int bytes) {
        if (register >= WINDOW_DATA && register < WINDOW_DATA + 4) {
            return window(register, bytes) ? (int) readBar(config.get32(CAP_WINDOW + 8), bytes) : -1;
        }
        config.set16(0x06, CAPABILITIES_LIST | (isr.get() != 0 ? INTERRUPT_STATUS : 0));
        return config.read(register, bytes);
    }

    @Override
    public void writeConfig(int register, int bytes, int value) {
        if (register >= WINDOW_DATA && register < WINDOW_DATA + 4) {
            if (window(register, bytes)) {
                writeBar(config.get32(CAP_WINDOW + 8), bytes, value & (bytes == 4 ? 0xffff_ffffL : (1L << (8 * bytes)) - 1));
            }
            return;
        }
        if (!config.write(register, bytes, value)) {
            device.fault(new DriverFault(DriverFault.READ_ONLY, address.toString(), "a write of 0x" + Integer.toHexString(value)
                    + " to read-only bits of configuration register 0x" + Integer.toHexString(register), ""));
        }
        command = config.get16(COMMAND);
        if (isr.get() != 0 && (command & INTERRUPT_DISABLE) == 0) {
            // The pin is a level: it shows as soon as it may.
            line.run();
        }
    }

    /** Whether the PCI configuration access capability (4.1.4.9) is set for an access of this kind. */
    private boolean window(int register, int bytes) {
        int length = config.get32(CAP_WINDOW + 12);
        int offset = config.get32(CAP_WINDOW + 8);
        boolean fits = register == WINDOW_DATA && length == bytes && config.get8(CAP_WINDOW + 4) == BAR && offset >= 0
                && offset % bytes == 0 && offset <= BAR_BYTES - bytes;
        if (!fits) {
            device.fault(new DriverFault(DriverFault.NO_REGISTER, address.toString(),
                    "the configuration access window is set to " + Integer.toUnsignedString(length)
                            + " bytes at 0x" + Integer.toHexString(offset) + " of BAR " + config.get8(CAP_WINDOW + 4) + ", and " + bytes
                            + " bytes are accessed",
                    "virtio 1.3, 4.1.4.9.2"));
        }
        return fits;
    }

    @Override
    public OptionalLong offsetInBar(long at, int bytes) {
        if ((command & MEMORY_SPACE) == 0) {
            return OptionalLong.empty();
        }
        long base = (config.get32(BAR_REGISTER) & -BAR_BYTES & 0xffff_ffffL) | (long) config.get32(BAR_REGISTER + 4) << 32;
        long offset = at - base;
        return base != 0 && offset >= 0 && offset <= BAR_BYTES - bytes ? OptionalLong.of(offset) : OptionalLong.empty();
    }

    @Override
    public long readBar(long offset, int bytes) {
        int inside = (int) (offset & REGION - 1);
        return switch ((int) (offset & -REGION)) {
            case COMMON -> common.read(inside, bytes);
            case ISR -> inside == 0 ? isr.getAndSet(0) & 0xff : nothing(offset, bytes, "read");
            case DEVICE -> readDevice(inside, bytes);
            default -> nothing(offset, bytes, "read");
        };
    }

    private long readDevice(int at, int bytes) {
        byte[] all = device.configuration();
        if (at + bytes > all.length) {
            return nothing(DEVICE + at, bytes, "read");
        }
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | (all[at + i] & 0xff);
        }
        return value;
    }

    @Override
    public void writeBar(long offset, int bytes, long value) {
        int inside = (int) (offset & REGION - 1);
        switch ((int) (offset & -REGION)) {
            case COMMON -> common.write(inside, bytes, value);
            case NOTIFY -> {
                int queue = inside / NOTIFY_MULTIPLIER;
                // 4.1.5.2: a 16-bit write of the queue's index to its own address.
                if (bytes != 2 || inside % NOTIFY_MULTIPLIER != 0 || value != queue) {
                    device.fault(new DriverFault(DriverFault.NO_QUEUE, address.toString(),
                            "the driver notified queue " + queue + " with " + bytes
                                    + " bytes of value " + value + " at 0x" + Integer.toHexString(inside)
                                    + " of the notification structure",
                            "write the queue's index as 16 bits to queue_notify_off times the multiplier (virtio 1.3, 4.1.5.2)"));
                } else {
                    device.notifyQueue(queue);
                }
            }
            case ISR, DEVICE -> device.fault(new DriverFault(DriverFault.READ_ONLY, address.toString(), "the driver wrote the "
                    + (offset < DEVICE ? "ISR status" : "device configuration") + ", which is read-only",
                    "virtio 1.3, 4.1.4.5 and 5.1.4.2"));
            default -> nothing(offset, bytes, "written");
        }
    }

    private long nothing(long offset, int bytes, String verb) {
        device.fault(new DriverFault(DriverFault.NO_REGISTER, address.toString(),
                bytes + " bytes at 0x" + Long.toHexString(offset) + " of BAR " + BAR + " were " + verb
                        + ", where there is no such register",
                "follow the virtio capabilities and access each field with its own width (virtio 1.3, 4.1.3.1)"));
        return -1;
    }

    @Override
    public void queue(int index) {
        interrupt(ISR_QUEUE);
    }

    @Override
    public void config() {
        common.configurationChanged();
        interrupt(ISR_CONFIG);
    }

    private void interrupt(int bit) {
        isr.getAndUpdate(old -> old | bit);
        if ((command & INTERRUPT_DISABLE) == 0) {
            line.run();
        }
    }

    @Override
    public boolean mayReachMemory() {
        return (command & BUS_MASTER) != 0;
    }
}
