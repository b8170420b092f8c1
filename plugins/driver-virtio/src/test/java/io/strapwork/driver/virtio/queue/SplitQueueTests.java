package io.strapwork.driver.virtio.queue;

import static io.strapwork.driver.virtio.fake.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.GuestAddress;
import io.strapwork.driver.virtio.fake.DeviceQueue;
import io.strapwork.driver.virtio.fake.TestMemory;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitQueueTests {
    private final TestMemory memory = new TestMemory(1 << 20);
    private SplitQueue driver;
    private DeviceQueue device;

    private void queue(int size, ByteOrder order, boolean eventIndex, boolean legacy) {
        QueueLayout layout = QueueLayout.allocate(memory, 0, size);
        driver = new SplitQueue(layout, memory, "fe.0.0001", order, eventIndex, legacy);
        device = new DeviceQueue(memory, layout.descriptors().value(), layout.available().value(), layout.used().value(), size, order,
                eventIndex);
    }

    private void queue(int size) {
        queue(size, ByteOrder.LITTLE_ENDIAN, false, false);
    }

    private int post() {
        int head = driver.add(0x20000, 100, true);
        driver.publish();
        return head;
    }

    @ParameterizedTest
    @CsvSource({"LITTLE,false", "LITTLE,true", "BIG,false", "BIG,true"})
    void goesRoundSixtyFiveThousandTimesInBothOrders(String order, boolean eventIndex) {
        queue(8, order.equals("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, eventIndex, false);
        for (int i = 0; i < 70_000; i++) {
            int head = driver.add(0x20000 + i % 100, 1 + i % 200, true);
            assertEquals(0, device.offered());
            driver.publish();
            assertTrue(driver.needsNotification());
            DeviceQueue.Chain chain = device.take();
            assertEquals(head, chain.head());
            assertEquals(1 + i % 200, chain.writableBytes());
            device.giveBack(head, i % 200);
            device.publish();
            assertTrue(driver.next());
            assertEquals(head, driver.head());
            assertEquals(i % 200, driver.length());
            assertFalse(driver.next());
        }
        assertEquals(8, driver.free());
        assertEquals(0, driver.outstanding());
    }

    @Test
    void chainsAreLinkedAndComeBackWhole() {
        queue(4);
        var chain = List.of(new SharedBuffer(new GuestAddress(0x20000), 10, false), new SharedBuffer(new GuestAddress(0x21000), 20, true),
                new SharedBuffer(new GuestAddress(0x22000), 30, true));
        for (int i = 0; i < 9; i++) {
            int head = driver.add(chain);
            int single = driver.add(0x23000, 5, false);
            assertEquals(0, driver.free());
            driver.publish();
            DeviceQueue.Chain seen = device.take();
            assertEquals(head, seen.head());
            assertEquals(List.of(10L, 20L, 30L), seen.parts().stream().map(part -> part.bytes().byteSize()).toList());
            assertEquals(List.of(false, true, true), seen.parts().stream().map(DeviceQueue.Part::writable).toList());
            assertEquals(single, device.take().head());
            device.giveBack(single, 0);
            device.giveBack(head, 50);
            device.publish();
            assertTrue(driver.next());
            assertEquals(1, driver.free());
            assertTrue(driver.next());
            assertEquals(4, driver.free());
        }
    }

    @Test
    void refusesChainsThatNoDeviceCouldUse() {
        queue(2);
        var read = new SharedBuffer(new GuestAddress(0x20000), 10, false);
        var write = new SharedBuffer(new GuestAddress(0x20000), 10, true);
        assertThrows(IllegalArgumentException.class, () -> driver.add(List.of()));
        assertThrows(IllegalArgumentException.class, () -> driver.add(List.of(read, read, read)));
        assertThrows(IllegalArgumentException.class, () -> driver.add(List.of(write, read)));
    }

    @Test
    void notifiesOnlyWhenTheDeviceWants() {
        queue(8);
        assertFalse(driver.needsNotification());
        post();
        device.suppressNotifications(true);
        assertFalse(driver.needsNotification());
        device.suppressNotifications(false);
        assertFalse(driver.needsNotification(), "nothing new since");
        post();
        assertTrue(driver.needsNotification());
    }

    @Test
    void notifiesByEventIndex() {
        queue(8, ByteOrder.LITTLE_ENDIAN, true, false);
        device.putAvailableEvent(2);
        post();
        post();
        assertFalse(driver.needsNotification());
        post();
        post();
        assertTrue(driver.needsNotification(), "the index passed 2");
        post();
        assertFalse(driver.needsNotification());
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void interruptsOnlyWhenArmed(boolean eventIndex) {
        queue(8, ByteOrder.LITTLE_ENDIAN, eventIndex, false);
        for (int i = 0; i < 4; i++) {
            post();
            device.take();
        }
        device.giveBack(0, 1);
        assertFalse(device.publish(), "off from the start");
        assertFalse(driver.enableInterrupts(), "one is waiting");
        driver.disableInterrupts();
        assertTrue(driver.next());
        assertTrue(driver.enableInterrupts());
        device.giveBack(1, 1);
        assertTrue(device.publish());
        driver.disableInterrupts();
        device.giveBack(2, 1);
        assertFalse(device.publish());
    }

    @Test
    void eventIndexLeavesTheFlagsAlone() {
        queue(8, ByteOrder.LITTLE_ENDIAN, true, false);
        driver.enableInterrupts();
        driver.disableInterrupts();
        assertEquals(0, device.availableFlags());
    }

    @Test
    void refusesBuffersBeyondTheRing() {
        queue(8);
        post();
        device.giveBack(8, 0);
        device.publish();
        assertProblem("SW-L131 fe.0.0001, queue 0, used index 0: the device returned buffer 8, but its ring has 8", driver::next);
        device.usedRing().fill((byte) -1);
        queue(8);
        post();
        device.giveBack(-1, 0);
        device.publish();
        assertProblem("SW-L131 fe.0.0001, queue 0, used index 0: the device returned buffer 4294967295, but its ring has 8", driver::next);
    }

    @Test
    void refusesBuffersTheDeviceDoesNotHave() {
        queue(8);
        post();
        post();
        device.giveBack(0, 0);
        device.giveBack(0, 0);
        device.publish();
        assertTrue(driver.next());
        assertProblem("SW-L132 fe.0.0001, queue 0, used index 1: the device returned buffer 0, which it did not have", driver::next);
    }

    @Test
    void refusesTheMiddleOfAChain() {
        queue(8);
        var part = new SharedBuffer(new GuestAddress(0x20000), 10, false);
        driver.add(List.of(part, part));
        driver.publish();
        device.giveBack(1, 0);
        device.publish();
        assertProblem("SW-L132 fe.0.0001, queue 0, used index 0: the device returned buffer 1, which it did not have", driver::next);
    }

    @Test
    void refusesLengthsBeyondTheBuffer() {
        queue(8);
        post();
        device.giveBack(0, 101);
        device.publish();
        assertProblem("SW-L133 fe.0.0001, queue 0, used index 0: the device says it wrote 101 bytes into buffer 0, which has room for 100",
                driver::next);
    }

    @Test
    void legacyDevicesMaySetAnyLengthOfWhatTheyOnlyRead() {
        queue(8, ByteOrder.BIG_ENDIAN, false, true);
        driver.add(0x20000, 100, false);
        driver.publish();
        device.giveBack(0, 112);
        device.publish();
        assertTrue(driver.next());
        queue(8);
        driver.add(0x20000, 100, false);
        driver.publish();
        device.giveBack(0, 112);
        device.publish();
        assertProblem("SW-L133 fe.0.0001, queue 0, used index 0: the device says it wrote 112 bytes into buffer 0, which has room for 0",
                driver::next);
    }

    @Test
    void refusesAnIndexThatRunsAhead() {
        queue(8);
        post();
        device.putUsedIndex(2);
        assertProblem("SW-L134 fe.0.0001, queue 0, used index 0: the device returned 2 buffers, but it had 1", driver::next);
        device.putUsedIndex(0xffff);
        assertProblem("SW-L134 fe.0.0001, queue 0, used index 0: the device returned 65535 buffers, but it had 1",
                driver::enableInterrupts);
    }
}
