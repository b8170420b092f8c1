package io.strapwork.loader.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

class LinuxX86LoaderTests {
    private static final MemoryLayout MEMORY = memory(64 << 20);
    private final Map<String, String> facts = new HashMap<>();
    private final LinuxX86Loader loader = new LinuxX86Loader(new LinuxX86Options(LinuxX86Options.Unpack.AUTO), facts::put);

    private static MemoryLayout memory(long bytes) {
        return new MemoryLayout(List.of(GuestRange.of(0, bytes)), List.of(GuestRange.of(0, 0x10000), GuestRange.of(0x9fc00, 0x60400)));
    }

    private static ByteBuffer image() {
        var file = ByteBuffer.allocate(0x20000).order(ByteOrder.LITTLE_ENDIAN);
        new Random(5).nextBytes(file.array());
        file.put(0x1f1, (byte) 3).put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII)).putShort(0x206, (short) 0x20f).put(0x211,
                (byte) 1);
        file.putInt(0x230, 0x200000).put(0x234, (byte) 1).putShort(0x236, (short) 0x3f).putLong(0x258, 0x1000000).putInt(0x260, 0x900000);
        return file;
    }

    private static VerifiedImage kernel(ByteBuffer file) {
        var part = new FetchedPart("kernel", BootUri.parse("tftp://10.0.2.2/vmlinuz"), MemorySegment.ofArray(file.array()).asReadOnly(), "",
                Duration.ZERO);
        return new VerifiedImage(List.of(new VerifiedPart(part, "none")));
    }

    /** Who unpacks makes no difference to what is refused. */
    private String told(ByteBuffer file, MemoryLayout layout) {
        String told = told(loader, file, layout);
        assertEquals(told, told(new LinuxX86Loader(new LinuxX86Options(LinuxX86Options.Unpack.NEVER), facts::put), file, layout));
        return told;
    }

    private static String told(LinuxX86Loader loader, ByteBuffer file, MemoryLayout layout) {
        return assertThrows(StrapworkException.class, () -> loader.plan(kernel(file), Architecture.X86_64, layout)).getMessage();
    }

    @Test
    void goesWhereItWantsTo() {
        LoadPlan plan = loader.plan(kernel(image()), Architecture.X86_64, MEMORY);
        assertEquals(GuestAddress.of(0x1000200), plan.entry());
        assertEquals(GuestRange.of(0x1000000, 0x900000), plan.segments().getFirst().range());
        assertEquals(0x20000 - 2048, plan.segments().getFirst().source().byteSize());
    }

    @Test
    void goesElsewhereWhenItCan() {
        var high = new MemoryLayout(MEMORY.ram(), List.of(GuestRange.of(0x1000000, 0x100000)));
        assertEquals(GuestAddress.of(0x1200200), loader.plan(kernel(image()), Architecture.X86_64, high).entry());
        ByteBuffer fixed = image().put(0x234, (byte) 0);
        assertEquals("SW-I327 tftp://10.0.2.2/vmlinuz the kernel goes to [0x1000000, 0x1900000), where there is no free memory",
                told(fixed, high));
        assertEquals("SW-I327 tftp://10.0.2.2/vmlinuz there is no room for the kernel: it needs 9437184 contiguous bytes below 4 GiB",
                told(image(), memory(16 << 20)));
    }

    @Test
    void whatIsNotOneIsTold() {
        assertEquals("SW-I322 tftp://10.0.2.2/vmlinuz the file has 615 bytes, but a Linux image for x86 has more",
                told(ByteBuffer.wrap(Arrays.copyOf(image().array(), 615)), MEMORY));
        assertEquals("SW-I323 tftp://10.0.2.2/vmlinuz byte 0x202 the file is not a Linux image for x86: it has no \"HdrS\" at 0x202",
                told(image().put(0x202, (byte) 0), MEMORY));
        String old = "SW-I324 tftp://10.0.2.2/vmlinuz byte 0x206 the kernel has no 64-bit entry: it is ";
        assertEquals(old + "a bzImage of boot protocol 2.15, extended flags 003e", told(image().putShort(0x236, (short) 0x3e), MEMORY));
        assertEquals(old + "a zImage of boot protocol 2.15, extended flags 003f", told(image().put(0x211, (byte) 0), MEMORY));
        assertEquals(
                "SW-I325 tftp://10.0.2.2/vmlinuz the kernel's header contradicts itself: code from byte 0x800 of 131072, address 0xffffffffffffffff, "
                        + "alignment 0x3",
                told(image().putInt(0x230, 3).putLong(0x258, -1), MEMORY));
        assertEquals("SW-I326 tftp://10.0.2.2/vmlinuz the file is a Linux image for x86, but the machine is s390x",
                assertThrows(StrapworkException.class, () -> loader.plan(kernel(image()), Architecture.S390X, MEMORY)).getMessage());
        assertEquals("SW-I321 fetch.kernel no kernel was fetched",
                assertThrows(StrapworkException.class, () -> loader.plan(new VerifiedImage(List.of()), Architecture.X86_64, MEMORY))
                        .getMessage());
    }

    /** iPXE's lkrn has 2.07, memdisk 2.03: what newer headers have behind their end is code there (copy/v86#1008). */
    @Test
    void fieldsBehindTheHeaderOfAnOldProtocolMeanNothing() {
        for (int version : new int[]{0x200, 0x203, 0x207, 0x20b}) {
            ByteBuffer file = image().putShort(0x206, (short) version).putInt(0x230, 3).putLong(0x258, -1).putInt(0x260, -1);
            assertEquals("SW-I324 tftp://10.0.2.2/vmlinuz byte 0x206 the kernel has no 64-bit entry: it is a bzImage of boot protocol 2."
                    + String.format("%02d", version & 0xff), told(file, MEMORY));
        }
    }

    @Test
    void damageIsAProblemOrAPlanInFreeMemory() {
        var random = new Random(11);
        ByteBuffer file = image();
        var header = new byte[0x80];
        file.get(0x1f0, header);
        for (int i = 0; i < 3_000; i++) {
            file.put(0x1f0, header);
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                file.put(0x1f1 + random.nextInt(0x77), (byte) random.nextInt());
            }
            plans(file);
        }
    }

    private void plans(ByteBuffer file) {
        try {
            GuestRange range = loader.plan(kernel(file), Architecture.X86_64, MEMORY).segments().getFirst().range();
            assertTrue(MEMORY.free().stream().anyMatch(free -> free.contains(range)), range.toString());
        } catch (StrapworkException e) {
            assertTrue(e.problems().getFirst().code().startsWith("SW-I32"), e.getMessage());
        }
    }

    static Stream<byte[]> heads() {
        return Stream.of(Arrays.copyOf(image().array(), 0x1000));
    }

    @MethodSource("heads")
    @FuzzTest
    void anyHead(byte[] head) {
        plans(ByteBuffer.wrap(head));
    }
}
