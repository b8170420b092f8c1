package io.strapwork.machine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.machine.embedded.virtio.NetworkBackend;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A network with its own thread, as the gateway has. */
class ThreadsTest {
    private static final int FRAMES = 50_000;

    private record ThreadedNetwork(ExecutorService thread, Consumer<ByteBuf> toGuest) implements NetworkBackend {
        @Override
        public void send(ByteBuf frame) {
            frame.release();
        }

        @Override
        public void flush() {}

        @Override
        public Executor executor() {
            return thread;
        }

        @Override
        public void close() {
            thread.shutdownNow();
            try {
                assertTrue(thread.awaitTermination(10, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Numbered frames all arrive in order when the backlog never overflows, the driver polling and notifying only when asked to. */
    @Test
    void noFrameIsLostOrStuck() {
        var network = new AtomicReference<ThreadedNetwork>();
        try (Machine machine = EmbeddedProvider.powerOn(
                new PowerOn("threads", Architecture.PPC64, ByteSize.parse("64MiB"), "pci", Optional.empty()),
                EmbeddedOptions.standard(), toGuest -> {
                    network.set(new ThreadedNetwork(Executors.newSingleThreadExecutor(), toGuest));
                    return network.get();
                })) {
            var player = new PciPlayer((PciBus) machine.hardware().buses().getFirst()).open();
            player.bringUp(1 << 15);
            long buffers = player.allocate(16 * 128, 64);
            for (int i = 0; i < 16; i++) {
                player.rx.descriptor(i, buffers + 128 * i, 128, 2, 0);
                player.rx.add(i);
            }
            var credits = new java.util.concurrent.Semaphore(2000);
            network.get().thread.execute(() -> offer(network.get().thread, network.get().toGuest, credits, 0));
            int kicks = 0;
            for (int i = 0; i < FRAMES; i++) {
                long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
                while (player.rx.usedIndex() == (player.rx.seen & 0xffff)) {
                    Thread.onSpinWait();
                    java.lang.invoke.VarHandle.acquireFence();
                    if (System.nanoTime() >= patience) {
                        fail("stuck at frame " + i);
                    }
                }
                java.lang.invoke.VarHandle.acquireFence();
                int head = player.rx.usedHead(player.rx.seen & 0xffff);
                player.rx.seen++;
                assertEquals(i,
                        machine.hardware().memory().at(GuestAddress.of(buffers + 128L * head + 12 + 16), 4)
                                .get(ValueLayout.JAVA_INT_UNALIGNED, 0));
                credits.release();
                java.lang.invoke.VarHandle.releaseFence();
                player.rx.add(head);
                java.lang.invoke.VarHandle.fullFence();
                if ((player.rx.usedFlags() & 1) == 0) {
                    kicks++;
                    player.kick(0);
                }
            }
            assertTrue(kicks > 0, "the ring was empty at times");
            assertFalse(network.get().thread.isShutdown());
        }
    }

    /** Offers what there are credits for, then lets the thread do other things, such as draining the backlog. */
    private static void offer(Executor thread, Consumer<ByteBuf> toGuest, java.util.concurrent.Semaphore credits, int from) {
        int next = from;
        while (next < FRAMES && credits.tryAcquire()) {
            toGuest.accept(ByteBufAllocator.DEFAULT.directBuffer(64).writeZero(16).writeIntLE(next++).writeZero(40));
        }
        if (next < FRAMES) {
            java.util.concurrent.locks.LockSupport.parkNanos(1000);
            int now = next;
            thread.execute(() -> offer(thread, toGuest, credits, now));
        }
    }
}
