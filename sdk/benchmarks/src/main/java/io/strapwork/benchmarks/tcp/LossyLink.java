package io.strapwork.benchmarks.tcp;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** A link in user space, as not every kernel has netem: each frame is lost, or arrives in order after a while. It has no rate of its own and never queues too much. */
final class LossyLink implements AutoCloseable {
    private final Direction forth;
    private final Direction back;

    /**
     * Connects both ends.
     *
     * @param loss      a share, each way
     * @param roundTrip half of it each way
     */
    LossyLink(LinkEnd one, LinkEnd other, double loss, Duration roundTrip, long seed) {
        forth = new Direction(other, loss, roundTrip.toNanos() / 2, seed);
        back = new Direction(one, loss, roundTrip.toNanos() / 2, ~seed);
        one.connect(forth::take);
        other.connect(back::take);
    }

    @Override
    public void close() {
        forth.end();
        back.end();
    }

    private record Waiting(long due, ByteBuf frame) {}

    private static final class Direction {
        private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
        private final LinkEnd to;
        private final double loss;
        private final long delay;
        private final SplittableRandom random;
        private final Thread carrier = Thread.ofPlatform().daemon().name("link").unstarted(this::carry);
        private volatile boolean ended;

        Direction(LinkEnd to, double loss, long delay, long seed) {
            this.to = to;
            this.loss = loss;
            this.delay = delay;
            this.random = new SplittableRandom(seed);
            carrier.start();
        }

        synchronized void take(ByteBuf frame) {
            if (ended || random.nextDouble() < loss) {
                frame.release();
            } else if (delay == 0) {
                to.deliver(frame);
            } else {
                boolean idle = waiting.isEmpty();
                waiting.add(new Waiting(System.nanoTime() + delay, frame));
                if (idle) {
                    LockSupport.unpark(carrier);
                }
            }
        }

        private void carry() {
            while (!ended) {
                Waiting next = waiting.peek();
                if (next == null) {
                    LockSupport.park(this);
                    continue;
                }
                long left = next.due() - System.nanoTime();
                if (left > 0) {
                    LockSupport.parkNanos(this, left);
                } else {
                    waiting.remove();
                    to.deliver(next.frame());
                }
            }
        }

        void end() {
            synchronized (this) {
                ended = true;
            }
            LockSupport.unpark(carrier);
            try {
                carrier.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            waiting.forEach(left -> left.frame().release());
        }
    }
}
