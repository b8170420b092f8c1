package io.strapwork.driver.virtio.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.driver.virtio.fake.DeviceQueue;
import io.strapwork.driver.virtio.fake.TestMemory;
import io.strapwork.testkit.fake.FuzzedRandom;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** A device that works for a while and then scribbles: only the documented exception may come out, and never a buffer that it did not have. */
class HostileDeviceTests {
    private static final int RUNS = 5_000;

    @Test
    void scribblingEndsInAProblem() {
        var random = new Random(20261122);
        int refused = 0;
        for (int run = 0; run < RUNS; run++) {
            refused += run(random) ? 1 : 0;
        }
        assertTrue(refused > RUNS / 2, refused + " of " + RUNS + " refused");
    }

    static Stream<byte[]> dice() {
        return FuzzedRandom.dice(400);
    }

    @MethodSource("dice")
    @FuzzTest
    void anyDevice(byte[] bytes) {
        run(new FuzzedRandom(bytes));
    }

    private static boolean run(Random random) {
        int size = 1 << random.nextInt(6);
        boolean eventIndex = random.nextBoolean();
        ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        var memory = new TestMemory(16384);
        QueueLayout layout = QueueLayout.allocate(memory, 1, size);
        var driver = new SplitQueue(layout, memory, "00:05.0", order, eventIndex, random.nextBoolean());
        var device = new DeviceQueue(memory, layout.descriptors().value(), layout.available().value(), layout.used().value(), size, order,
                eventIndex);
        Map<Integer, Integer> posted = new HashMap<>();
        try {
            for (int step = 0; step < 200; step++) {
                while (driver.free() > 0 && random.nextInt(4) > 0) {
                    int bytes = 1 + random.nextInt(64);
                    boolean writes = random.nextBoolean();
                    posted.put(driver.add(0x10000, bytes, writes), writes ? bytes : 0);
                }
                driver.publish();
                driver.needsNotification();
                while (device.offered() > 0 && random.nextInt(3) > 0) {
                    DeviceQueue.Chain chain = device.take();
                    device.giveBack(chain.head(), random.nextInt(chain.writableBytes() + 1));
                }
                device.publish();
                if (random.nextInt(20) == 0) {
                    scribble(device, random);
                }
                while (driver.next()) {
                    Integer room = posted.remove(driver.head());
                    assertTrue(room != null, "a buffer came back that was not posted");
                    assertTrue(driver.length() >= 0 && driver.length() <= room, "more bytes than there is room for");
                }
                assertEquals(posted.size(), driver.outstanding());
                assertEquals(size, driver.outstanding() + driver.free());
            }
            return false;
        } catch (StrapworkException expected) {
            assertTrue(expected.problems().getFirst().code().matches("SW-L13[1-4]"), expected.getMessage());
            return true;
        }
    }

    private static void scribble(DeviceQueue device, Random random) {
        long bytes = device.usedRing().byteSize();
        for (int i = random.nextInt(8); i >= 0; i--) {
            device.usedRing().set(ValueLayout.JAVA_BYTE, random.nextLong(bytes),
                    (byte) (random.nextBoolean() ? random.nextInt(8) : random.nextInt()));
        }
    }
}
