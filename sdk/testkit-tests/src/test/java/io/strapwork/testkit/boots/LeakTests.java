package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import io.strapwork.testkit.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A boot's buffers are counted, also while other boots run. */
@BootTest(Profiles.TFTP)
@Swap("address=static")
class LeakTests {
    private final List<ByteBuf> kept = new ArrayList<>();
    private int bytes;
    private BooleanSupplier goOn = () -> true;

    @Swap
    final BootProtocol protocol = (from, into) -> {
        try {
            into.write(Unpooled.wrappedBuffer(Profiles.kernel()));
        } catch (ImageTooLargeException e) {
            throw new AssertionError(e);
        }
        if (bytes > 0) {
            kept.add(ByteBufAllocator.DEFAULT.directBuffer(bytes));
        }
        while (!goOn.getAsBoolean()) {
            Thread.onSpinWait();
        }
    };

    /** So that Netty's own detector need not tell. */
    @AfterEach
    void release() {
        kept.forEach(ByteBuf::release);
    }

    @Test
    void aMebibyteThatAPluginKeepsIsTold(BootSession boot) {
        bytes = 1 << 20;
        boot.with("address.address=10.0.2.15/24");
        AssertionError told = assertThrows(AssertionError.class, boot::run);
        assertEquals(1, kept.size());
        String message = String.valueOf(told.getMessage());
        assertTrue(message.startsWith(
                "leaks a buffer: 1 of the boot's buffers, with 1048576 bytes, were not released when it was over; the first was taken at "
                        + "io.strapwork.testkit.boots.LeakTests."),
                message);
    }

    @Test
    void whatIsReleasedIsNot(BootSession boot) {
        boot.with("address.address=10.0.2.15/24");
        assertThat(boot.run()).handedOff();
    }

    @Test
    @BootTest(value = Profiles.TFTP, realTime = true)
    void inRealTimeToo(BootSession boot) {
        bytes = 4096;
        boot.with("address.address=10.0.2.15/24");
        AssertionError told = assertThrows(AssertionError.class, boot::run);
        assertTrue(String.valueOf(told.getMessage()).startsWith("leaks a buffer: 1 of the boot's buffers, with 4096 bytes"),
                told.getMessage());
    }

    /** While a worker waits for its boot, the pool has another run the next test: a thread that the waiting one starts. */
    @Test
    void whatAnotherTestTakesMeanwhileIsNotThisBoots(BootSession boot, VirtualClock clock) throws Exception {
        boot.with("address.address=10.0.2.15/24");
        var pool = new ForkJoinPool(1);
        try {
            ForkJoinTask<BootOutcome> first = pool.submit(boot::run);
            ForkJoinTask<ByteBuf> second = pool.submit(() -> ByteBufAllocator.DEFAULT.directBuffer(1));
            goOn = second::isDone;
            assertThat(clock.await(first)).handedOff();
            kept.add(clock.await(second));
        } finally {
            pool.shutdown();
        }
    }
}
