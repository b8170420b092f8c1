package io.strapwork.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the buffers of each boot: Netty tells its leak detector of every one that is taken and released, so nobody waits for the garbage collector. Which boot a buffer belongs to
 * is said by the thread that takes it: the boot's own, and all that come of it, for they inherit it. The test's thread must not have it: a pool that runs tests makes its spare
 * workers while one of them waits for its boot, and they would count other tests' boots as this one's. Not seen are heap buffers of {@code Unpooled}, which cost nothing but
 * garbage, and buffers that are taken on threads which all boots share, such as the common pool's.
 */
final class BootBuffers {
    private static final InheritableThreadLocal<@Nullable BootBuffers> OF_THREAD = new InheritableThreadLocal<>();
    private static final String CHOSEN_BY_USER = "io.netty.customResourceLeakDetector";

    private final Set<Taken<?>> taken = ConcurrentHashMap.newKeySet();
    private final AtomicLong order = new AtomicLong();
    private volatile boolean over;

    private BootBuffers() {}

    /** Before Netty's buffers are used for the first time in this JVM; a leak detector that the user has chosen stays. */
    static void install() {
        if (System.getProperty(CHOSEN_BY_USER) == null) {
            ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Detectors());
        }
    }

    /**
     * What the boot came to, which runs on the calling thread: its own, on which nothing else runs.
     *
     * @throws AssertionError when one of its buffers isn't released
     */
    static <T> T counted(Callable<T> boot) throws Exception {
        var buffers = new BootBuffers();
        BootBuffers around = OF_THREAD.get();
        OF_THREAD.set(buffers);
        try {
            if (!buffers.counts()) {
                System.getLogger(BootBuffers.class.getName()).log(System.Logger.Level.WARNING,
                        "boots' buffers are not counted: Netty uses another leak detector");
            }
            T outcome = boot.call();
            buffers.check();
            return outcome;
        } finally {
            buffers.over = true;
            OF_THREAD.set(around);
        }
    }

    private boolean counts() {
        ByteBuf probe = ByteBufAllocator.DEFAULT.directBuffer(1);
        boolean seen = !taken.isEmpty();
        probe.release();
        return seen || System.getProperty(CHOSEN_BY_USER) != null;
    }

    private List<Taken<?>> left() {
        return taken.stream().filter(one -> !one.isConstant()).sorted(Comparator.comparingLong(one -> one.number)).toList();
    }

    private void check() {
        List<Taken<?>> left = left();
        if (left.isEmpty()) {
            return;
        }
        Taken<?> first = left.getFirst();
        var failure = new AssertionError(
                "leaks a buffer: %d of the boot's buffers, with %d bytes, were not released when it was over; the first was taken at %s"
                        .formatted(left.size(), left.stream().mapToLong(one -> one.bytes).sum(), first.place()));
        failure.setStackTrace(first.where.getStackTrace());
        throw failure;
    }

    /** A buffer, or another resource that Netty tracks. */
    private static final class Taken<T> implements ResourceLeakTracker<T> {
        private final BootBuffers of;
        private final @Nullable ResourceLeakTracker<T> usual;
        private final long number;
        private final long bytes;
        private final Throwable where = new Throwable();

        private Taken(BootBuffers of, @Nullable ResourceLeakTracker<T> usual, T resource) {
            this.of = of;
            this.usual = usual;
            this.number = of.order.getAndIncrement();
            this.bytes = resource instanceof ByteBuf buffer ? buffer.capacity() : 0;
        }

        /** Made once for the whole JVM, while a class is initialized. */
        private boolean isConstant() {
            return List.of(where.getStackTrace()).stream().anyMatch(frame -> frame.getMethodName().equals("<clinit>"));
        }

        private String place() {
            return List.of(where.getStackTrace()).stream().filter(frame -> !frame.getClassName().startsWith("io.netty.")
                    && !frame.getClassName().startsWith("java.") && !frame.getClassName().startsWith(BootBuffers.class.getName()))
                    .findFirst()
                    .map(StackTraceElement::toString).orElse("a place in Netty");
        }

        @Override
        public void record() {
            if (usual != null) {
                usual.record();
            }
        }

        @Override
        public void record(Object hint) {
            if (usual != null) {
                usual.record(hint);
            }
        }

        @Override
        public boolean close(T resource) {
            boolean first = of.taken.remove(this);
            if (usual != null) {
                usual.close(resource);
            }
            return first;
        }

        @Override
        public @Nullable Throwable getCloseStackTraceIfAny() {
            return usual == null ? null : usual.getCloseStackTraceIfAny();
        }
    }

    private static final class Detectors extends ResourceLeakDetectorFactory {
        @Override
        @Deprecated
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval, long maxActive) {
            return new Detector<>(resource, samplingInterval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
            return new Detector<>(resource, samplingInterval);
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {
        private Detector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        public @Nullable ResourceLeakTracker<T> track(T resource) {
            return counted(super.track(resource), resource);
        }

        @Override
        public @Nullable ResourceLeakTracker<T> trackForcibly(T resource) {
            return counted(super.trackForcibly(resource), resource);
        }

        private @Nullable ResourceLeakTracker<T> counted(@Nullable ResourceLeakTracker<T> usual, T resource) {
            BootBuffers boot = OF_THREAD.get();
            if (boot == null || boot.over) {
                return usual;
            }
            var one = new Taken<>(boot, usual, resource);
            boot.taken.add(one);
            return one;
        }
    }
}
