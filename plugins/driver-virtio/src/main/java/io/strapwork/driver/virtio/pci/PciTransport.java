package io.strapwork.driver.virtio.pci;

import io.strapwork.api.bus.Interrupts;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciMemorySpace;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.driver.virtio.pci.VirtioStructure.Kind;
import io.strapwork.driver.virtio.queue.QueueLayout;
import io.strapwork.driver.virtio.transport.BoundedWait;
import io.strapwork.driver.virtio.transport.ConfigField;
import io.strapwork.driver.virtio.transport.ProblemCodes;
import io.strapwork.driver.virtio.transport.VirtioTransport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A virtio device behind a PCI function (virtio 1.3, 4.1), by its modern structures; INTx where the bus has interrupts, MSI-X stays off. */
final class PciTransport implements VirtioTransport {
    private static final int DEVICE_FEATURE_SELECT = 0x00;
    private static final int DEVICE_FEATURE = 0x04;
    private static final int DRIVER_FEATURE_SELECT = 0x08;
    private static final int DRIVER_FEATURE = 0x0c;
    private static final int DEVICE_STATUS = 0x14;
    private static final int CONFIG_GENERATION = 0x15;
    private static final int QUEUE_SELECT = 0x16;
    private static final int QUEUE_SIZE = 0x18;
    private static final int QUEUE_ENABLE = 0x1c;
    private static final int QUEUE_NOTIFY_OFFSET = 0x1e;
    private static final int QUEUE_DESCRIPTORS = 0x20;
    private static final int QUEUE_AVAILABLE = 0x28;
    private static final int QUEUE_USED = 0x30;
    private static final int ISR_CONFIG = 2;
    private static final int QUEUES = 64;

    private final PciFunction function;
    private final PciBus bus;
    private final PciMemorySpace memory;
    private final BoundedWait wait;
    private final boolean polled;
    private final VirtioStructure common;
    private final VirtioStructure notify;
    private final VirtioStructure isr;
    private final VirtioStructure device;
    private final long[] notifyAddresses = new long[QUEUES];

    private PciTransport(PciFunction function, BoundedWait wait, boolean polled, Map<Kind, VirtioStructure> structures) {
        this.function = function;
        this.bus = function.bus();
        this.memory = bus.memorySpace();
        this.wait = wait;
        this.polled = polled;
        this.common = structure(structures, Kind.COMMON);
        this.notify = structure(structures, Kind.NOTIFY);
        this.isr = structure(structures, Kind.ISR);
        this.device = structure(structures, Kind.DEVICE);
    }

    private static VirtioStructure structure(Map<Kind, VirtioStructure> structures, Kind kind) {
        return Objects.requireNonNull(structures.get(kind));
    }

    /**
     * Assigns BARs, finds the structures, and lets the function decode memory and reach it.
     *
     * @param polled whether the device must not interrupt even where the bus has interrupts
     */
    static PciTransport attach(PciFunction function, BoundedWait wait, boolean polled) {
        MemoryBars bars = MemoryBars.assign(function);
        var transport = new PciTransport(function, wait, polled, VirtioStructure.find(function, bars));
        int command = function.u16(PciFunction.COMMAND) & ~PciFunction.COMMAND_INTERRUPT_DISABLE;
        int interrupts = transport.interrupts() ? 0 : PciFunction.COMMAND_INTERRUPT_DISABLE;
        function.putU16(PciFunction.COMMAND, command | PciFunction.COMMAND_MEMORY | PciFunction.COMMAND_BUS_MASTER | interrupts);
        return transport;
    }

    @Override
    public String location() {
        return function.address().toString();
    }

    @Override
    public boolean legacy() {
        return false;
    }

    @Override
    public ByteOrder order() {
        return ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    public DmaMemory dma() {
        return bus.dma();
    }

    @Override
    public void reset() {
        writeStatus(0);
        if (!wait.until(() -> status() == 0)) {
            throw function.problem(ProblemCodes.STATUS_NOT_KEPT,
                    "the device did not finish its reset within 2 seconds; its status is 0x" + Integer.toHexString(status()), "");
        }
    }

    @Override
    public int status() {
        return (int) read(DEVICE_STATUS, 1);
    }

    @Override
    public void writeStatus(int status) {
        write(DEVICE_STATUS, 1, status);
    }

    @Override
    public long deviceFeatures() {
        long features = 0;
        for (int word = 0; word < 2; word++) {
            write(DEVICE_FEATURE_SELECT, 4, word);
            features |= read(DEVICE_FEATURE, 4) << (32 * word);
        }
        return features;
    }

    @Override
    public void writeFeatures(long features) {
        for (int word = 0; word < 2; word++) {
            write(DRIVER_FEATURE_SELECT, 4, word);
            write(DRIVER_FEATURE, 4, (features >>> (32 * word)) & 0xffff_ffffL);
        }
    }

    @Override
    public int maxQueueSize(int queue) {
        write(QUEUE_SELECT, 2, queue);
        return (int) read(QUEUE_SIZE, 2);
    }

    @Override
    public void enableQueue(QueueLayout layout) {
        write(QUEUE_SELECT, 2, layout.index());
        write(QUEUE_SIZE, 2, layout.size());
        writeAddress(QUEUE_DESCRIPTORS, layout.descriptors().value());
        writeAddress(QUEUE_AVAILABLE, layout.available().value());
        writeAddress(QUEUE_USED, layout.used().value());
        long offset = read(QUEUE_NOTIFY_OFFSET, 2) * notify.multiplier();
        if (offset + 2 > notify.bytes()) {
            throw function.problem(VirtioStructure.STRUCTURE,
                    "the device's notification of queue " + layout.index() + ", at " + offset + ", is not inside its NOTIFY structure of "
                            + notify.bytes() + " bytes",
                    "");
        }
        notifyAddresses[layout.index()] = notify.address() + offset;
        write(QUEUE_ENABLE, 2, 1);
    }

    private void writeAddress(int register, long address) {
        write(register, 4, address & 0xffff_ffffL);
        write(register + 4, 4, address >>> 32);
    }

    @Override
    public byte[] readConfig(List<ConfigField> fields) {
        int end = fields.stream().mapToInt(field -> field.offset() + field.bytes()).max().orElse(0);
        if (end > device.bytes()) {
            throw function.problem(VirtioStructure.STRUCTURE,
                    "the device's DEVICE structure of " + device.bytes() + " bytes is too short for its features, which need " + end, "");
        }
        var bytes = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
        for (ConfigField field : fields) {
            long value = memory.read(device.address() + field.offset(), field.bytes());
            for (int i = 0; i < field.bytes(); i++) {
                bytes.put(field.offset() + i, (byte) (value >>> (8 * i)));
            }
        }
        return bytes.array();
    }

    @Override
    public int configGeneration() {
        return (int) read(CONFIG_GENERATION, 1);
    }

    @Override
    public void notifyQueue(int queue) {
        memory.write(notifyAddresses[queue], 2, queue);
    }

    @Override
    public boolean interrupts() {
        return !polled && bus instanceof Interrupts;
    }

    @Override
    public void onInterrupt(Runnable line) {
        ((Interrupts) bus).onInterrupt(line);
    }

    /** Reading the ISR status clears it and lets the pin go (virtio 1.3, 4.1.4.5). */
    @Override
    public boolean acknowledgeInterrupt() {
        return (memory.read(isr.address(), 1) & ISR_CONFIG) != 0;
    }

    @Override
    public void release() {
        function.putU16(PciFunction.COMMAND,
                function.u16(PciFunction.COMMAND) & ~PciFunction.COMMAND_BUS_MASTER & ~PciFunction.COMMAND_INTERRUPT_DISABLE);
    }

    private long read(int register, int bytes) {
        long value = memory.read(common.address() + register, bytes);
        return value & (-1L >>> (64 - 8 * bytes));
    }

    private void write(int register, int bytes, long value) {
        memory.write(common.address() + register, bytes, value);
    }
}
