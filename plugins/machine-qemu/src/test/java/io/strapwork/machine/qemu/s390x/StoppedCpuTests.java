package io.strapwork.machine.qemu.s390x;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class StoppedCpuTests {
    /** As QEMU's "x /12xb" prints. */
    @Test
    void bytesOfTheMonitor() {
        assertEquals(List.of(0, 4, 0, 6), StoppedCpu.parse("000000000000008c: 0x00 0x04 0x00 0x06\r\n"));
        assertEquals(List.of(0x83, 0x24, 3, 8, 1, 2, 3, 4, 5), StoppedCpu
                .parse("0000000000100158: 0x83 0x24 0x03 0x08 0x01 0x02 0x03 0x04\r\n0000000000100160: 0x05\r\n"));
        assertEquals(List.of(), StoppedCpu.parse("Cannot access memory"));
    }
}
