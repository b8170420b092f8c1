package io.strapwork.driver.virtio.pci;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The memory BARs of a function: sized, and put into a window where they have no address yet (PCI Local Bus 3.0, 6.2.5). */
final class MemoryBars {
    private static final int FIRST = 0x10;
    private static final int COUNT = 6;
    private static final int IO_SPACE = 1;
    private static final int WIDE = 4;

    private final Map<Integer, Bar> byNumber;

    private MemoryBars(Map<Integer, Bar> byNumber) {
        this.byNumber = byNumber;
    }

    /**
     * @param address on the bus; 0 when it has none
     * @param bytes   a power of two
     */
    record Bar(int number, boolean wide, long address, long bytes) {
        private Bar at(long place) {
            return new Bar(number, wide, place, bytes);
        }
    }

    /** The memory BAR of that number, if the function has it. */
    Optional<Bar> bar(int number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    /** Sizes all and assigns those without an address. Memory decoding is off afterwards. */
    static MemoryBars assign(PciFunction function) {
        function.putU16(PciFunction.COMMAND, function.u16(PciFunction.COMMAND) & ~PciFunction.COMMAND_MEMORY);
        var bars = new HashMap<Integer, Bar>();
        for (int number = 0; number < COUNT; number++) {
            Optional<Bar> bar = size(function, number);
            if (bar.isPresent()) {
                bars.put(number, bar.get());
                number += bar.get().wide ? 1 : 0;
            }
        }
        List<Bar> homeless = bars.values().stream().filter(bar -> bar.address == 0).sorted(Comparator.comparingLong(Bar::bytes).reversed())
                .toList();
        for (Bar bar : homeless) {
            long place = function.space().take(bar.bytes).orElseThrow(() -> function.problem("SW-L121",
                    "there is no room for the device's " + bar.bytes + " bytes of memory BAR " + bar.number + " in the bus's windows "
                            + function.space(),
                    "put the device on the first bus, or give the machine fewer devices"));
            int register = FIRST + 4 * bar.number;
            function.putU32(register, (int) place);
            if (bar.wide) {
                function.putU32(register + 4, (int) (place >>> 32));
            }
            bars.put(bar.number, bar.at(place));
        }
        return new MemoryBars(bars);
    }

    private static Optional<Bar> size(PciFunction function, int number) {
        int register = FIRST + 4 * number;
        int low = function.u32(register);
        if ((low & IO_SPACE) != 0) {
            return Optional.empty();
        }
        boolean wide = (low & 6) == WIDE && number + 1 < COUNT;
        int high = wide ? function.u32(register + 4) : 0;
        function.putU32(register, -1);
        long mask = function.u32(register) & 0xffff_fff0L;
        if (wide) {
            function.putU32(register + 4, -1);
            mask |= (long) function.u32(register + 4) << 32;
            function.putU32(register + 4, high);
        } else {
            mask |= mask == 0 ? 0 : 0xffff_ffff_0000_0000L;
        }
        function.putU32(register, low);
        if (mask == 0) {
            return Optional.empty();
        }
        long bytes = -mask;
        if (Long.bitCount(bytes) != 1 || bytes < 0) {
            throw function.problem("SW-L122",
                    "memory BAR " + number + " of the device has no size; its mask is 0x" + Long.toHexString(mask), "");
        }
        return Optional.of(new Bar(number, wide, (low & 0xffff_fff0L) | (long) high << 32, bytes));
    }
}
