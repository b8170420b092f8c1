package io.strapwork.driver.virtio.fake;

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciMemorySpace;
import io.strapwork.api.machine.DmaMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Functions as bytes of configuration space, BARs that can be sized and moved, virtio devices behind some of them. Without interrupts. */
public class FakePciBus implements PciBus, PciMemorySpace {
    public static final int BAR_BYTES = 0x4000;

    /** A function; its virtio structures are in BAR 4, 64 bits wide, as QEMU's are. */
    public static final class Function {
        public final ByteBuffer config = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        public final long[] barBytes = new long[6];
        public final FakeDevice device;

        Function(int vendor, int device, FakeDevice net) {
            this.device = net;
            config.putShort(0, (short) vendor);
            config.putShort(2, (short) device);
        }
    }

    public final TestMemory memory;
    public final Map<PciAddress, Function> functions = new HashMap<>();
    public final List<PciWindow> windows = new ArrayList<>(List.of(new PciWindow(0x8000_0000L, 0x1000_0000L)));
    public int featureSelect;
    public int queueSelect;
    public int notifyOffset = 1;
    private final long[] rings = new long[3];
    private int ringSize;

    public FakePciBus(TestMemory memory) {
        this.memory = memory;
    }

    public Function add(String address, int vendor, int device, FakeDevice net) {
        var function = new Function(vendor, device, net);
        functions.put(parse(address), function);
        return function;
    }

    /** A modern network device with its capabilities. */
    public Function addNetwork(String address, FakeDevice net) {
        return addVirtio(address, net);
    }

    /** A modern device with its capabilities. */
    public Function addVirtio(String address, FakeDevice device) {
        Function function = add(address, 0x1af4, 0x1040 + device.type, device);
        function.config.putShort(6, (short) 0x10);
        function.config.put(0x34, (byte) 0x40);
        function.barBytes[1] = 4096;
        function.barBytes[4] = BAR_BYTES;
        function.config.putInt(0x10 + 16, 4);
        capability(function, 0x40, 0x50, 1, 0, 0x1000);
        capability(function, 0x50, 0x60, 3, 0x1000, 0x1000);
        capability(function, 0x60, 0x70, 4, 0x2000, 0x1000);
        capability(function, 0x70, 0x84, 2, 0x3000, 0x1000);
        function.config.putInt(0x80, 4);
        capability(function, 0x84, 0, 5, 0, 0);
        return function;
    }

    public static void capability(Function function, int at, int next, int type, int offset, int bytes) {
        function.config.put(at, (byte) 9);
        function.config.put(at + 1, (byte) next);
        function.config.put(at + 2, (byte) 16);
        function.config.put(at + 3, (byte) type);
        function.config.put(at + 4, (byte) 4);
        function.config.putInt(at + 8, offset);
        function.config.putInt(at + 12, bytes);
    }

    private static PciAddress parse(String text) {
        return new PciAddress(Integer.parseInt(text.substring(0, 2), 16), Integer.parseInt(text.substring(3, 5), 16), text.charAt(6) - '0');
    }

    @Override
    public DmaMemory dma() {
        return memory;
    }

    @Override
    public PciMemorySpace memorySpace() {
        return this;
    }

    @Override
    public List<PciWindow> windows() {
        return List.copyOf(windows);
    }

    @Override
    public int readConfig(PciAddress address, int register, int bytes) {
        Function function = functions.get(address);
        if (function == null) {
            return bytes == 4 ? -1 : (1 << 8 * bytes) - 1;
        }
        return switch (bytes) {
            case 1 -> function.config.get(register) & 0xff;
            case 2 -> function.config.getShort(register) & 0xffff;
            default -> function.config.getInt(register);
        };
    }

    @Override
    public void writeConfig(PciAddress address, int register, int bytes, int value) {
        Function function = functions.get(address);
        if (register == 4) {
            function.config.putShort(4, (short) value);
        } else if (register >= 0x10 && register < 0x28) {
            int bar = (register - 0x10) / 4;
            boolean upper = bar > 0 && function.barBytes[bar] == 0 && (function.config.getInt(register - 4) & 7) == 4;
            int fixed = upper ? 0 : function.config.getInt(register) & 15;
            long mask = upper ? -function.barBytes[bar - 1] >> 32 : function.barBytes[bar] == 0 ? 0 : -function.barBytes[bar];
            function.config.putInt(register, value & (int) mask | fixed);
        }
    }

    private Function at(long address) {
        for (Function function : functions.values()) {
            long base = barAddress(function, 4);
            boolean decodes = (function.config.getShort(4) & 2) != 0;
            if (function.device != null && decodes && base != 0 && address >= base && address < base + BAR_BYTES) {
                return function;
            }
        }
        throw new AssertionError("no BAR is mapped at 0x" + Long.toHexString(address));
    }

    public static long barAddress(Function function, int bar) {
        long low = function.config.getInt(0x10 + 4 * bar) & 0xffff_fff0L;
        return (function.config.getInt(0x10 + 4 * bar) & 4) == 0 ? low : low | (long) function.config.getInt(0x14 + 4 * bar) << 32;
    }

    @Override
    public long read(long address, int bytes) {
        Function function = at(address);
        FakeDevice device = function.device;
        int register = (int) (address - barAddress(function, 4));
        if (register >= 0x2000) {
            var config = ByteBuffer.wrap(device.config()).order(ByteOrder.LITTLE_ENDIAN);
            return switch (bytes) {
                case 1 -> config.get(register - 0x2000) & 0xff;
                case 2 -> config.getShort(register - 0x2000) & 0xffff;
                default -> config.getInt(register - 0x2000) & 0xffff_ffffL;
            };
        }
        return switch (register) {
            case 0x04 -> device.offered >>> 32 * featureSelect & 0xffff_ffffL;
            case 0x14 -> device.readStatus();
            case 0x15 -> device.generation & 0xff;
            case 0x18 -> device.maxQueueSize(queueSelect);
            case 0x1e -> queueSelect * notifyOffset;
            case 0x1000 -> isr();
            default -> throw new AssertionError("read of register 0x" + Integer.toHexString(register));
        };
    }

    /** Reads and clears the interrupt status. */
    protected int isr() {
        return 0;
    }

    @Override
    public void write(long address, int bytes, long value) {
        Function function = at(address);
        FakeDevice device = function.device;
        int register = (int) (address - barAddress(function, 4));
        switch (register) {
            case 0x00, 0x08 -> featureSelect = (int) value;
            case 0x0c -> device.accepted = device.accepted & ~(0xffff_ffffL << 32 * featureSelect) | value << 32 * featureSelect;
            case 0x14 -> device.writeStatus((int) value);
            case 0x16 -> queueSelect = (int) value;
            case 0x18 -> ringSize = (int) value;
            case 0x1c -> device.enable(queueSelect, rings[0], rings[1], rings[2], ringSize);
            case 0x20, 0x28, 0x30 -> rings[(register - 0x20) / 8] = value;
            case 0x24, 0x2c, 0x34 -> rings[(register - 0x20) / 8] |= value << 32;
            case 0x3000, 0x3004 -> device.notified((register - 0x3000) / 4);
            default -> throw new AssertionError("write of register 0x" + Integer.toHexString(register));
        }
    }
}
