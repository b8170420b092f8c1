package io.strapwork.testkit;

import io.netty.util.concurrent.MockTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Of all threads that take part in a virtual time one runs: the holder. It hands the baton on when it waits or ends, to the next in the order of their registration who can run;
 * when nobody can, time moves to the earliest deadline. Only the holder changes what others wait for, so to look when the baton changes hands is enough, and exact.
 */
final class Baton {
    /** Threads that don't take part may complete a future, too, and nobody is told; see {@link #strangers}. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MOST_STRANGERS = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final MockTicker ticker;
    private final boolean jumps;
    private final List<Participant> participants = new ArrayList<>();
    private final Map<Thread, Participant> byThread = new ConcurrentHashMap<>();
    private final List<String> strangers = new ArrayList<>();
    private volatile @Nullable Participant holder;
    private int last;
    private long handed;

    /** @param jumps whether time moves by itself */
    Baton(MockTicker ticker, boolean jumps) {
        this.ticker = ticker;
        this.jumps = jumps;
    }

    /** Somebody who takes part. All but what is final belongs to the lock, and to its own thread whether it is interrupted. */
    static final class Participant {
        final String name;
        /** Does work of the computer's own, which may wait for what isn't of this time. */
        final boolean beside;
        private @Nullable Thread thread;
        private BooleanSupplier ready = () -> true;
        private String what = "its turn to begin";
        private long until = Long.MAX_VALUE;
        private boolean interruptible;
        private volatile boolean interrupted;
        private boolean woken;
        private boolean loop;
        private boolean adopted;

        Participant(String name, boolean beside) {
            this.name = name;
            this.beside = beside;
        }
    }

    /** What happens now. @param holder who has the baton, null when nobody can run @param handed how often the baton changed hands */
    record Look(@Nullable String holder, @Nullable Thread thread, boolean beside, boolean loop, long handed, String waiting) {}

    Look look() {
        lock.lock();
        try {
            Participant now = holder;
            return new Look(now == null ? null : now.name, now == null ? null : now.thread, now != null && now.beside,
                    now != null && now.loop, handed, waiting());
        } finally {
            lock.unlock();
        }
    }

    private String waiting() {
        var text = new StringBuilder();
        for (Participant one : participants) {
            text.append(text.isEmpty() ? "" : ", ").append(one.name).append(one == holder ? " runs" : " waits for " + one.what);
        }
        return text.toString();
    }

    /** The threads that take part now. */
    List<Thread> threads() {
        return List.copyOf(byThread.keySet());
    }

    boolean takesPart(Thread thread) {
        return byThread.containsKey(thread);
    }

    /** What threads that don't take part did to those that do; such a boot may differ from one run to the next. */
    List<String> strangers() {
        lock.lock();
        try {
            return List.copyOf(strangers);
        } finally {
            lock.unlock();
        }
    }

    // ---- taking part

    Thread create(String name, Runnable body, boolean beside) {
        var one = new Participant(name, beside);
        // No virtual one: its scheduler lets who begins wait as long as others wake each other.
        Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> {
            awaitTurn(one);
            if (takeInterrupt(one)) {
                Thread.currentThread().interrupt();
            }
            try {
                body.run();
            } finally {
                end(one);
            }
        });
        one.thread = thread;
        byThread.put(thread, one);
        return thread;
    }

    void start(Thread thread) {
        Participant one = byThread.get(thread);
        if (one == null) {
            throw new IllegalArgumentException("not of this clock, or ended: " + thread);
        }
        lock.lock();
        try {
            participants.add(one);
            handOnIfFree();
        } finally {
            lock.unlock();
        }
        thread.start();
    }

    private void end(Participant me) {
        lock.lock();
        try {
            remove(me);
            if (holder == me) {
                holder = null;
                handOn();
            }
        } finally {
            lock.unlock();
        }
    }

    private void remove(Participant one) {
        int at = participants.indexOf(one);
        participants.remove(at);
        if (at <= last) {
            last--;
        }
        byThread.remove(Objects.requireNonNull(one.thread));
    }

    private Participant adopt() {
        var one = new Participant(Thread.currentThread().getName(), false);
        one.thread = Thread.currentThread();
        one.adopted = true;
        byThread.put(one.thread, one);
        participants.add(one);
        return one;
    }

    // ---- waiting

    /**
     * The calling thread waits until it is ready or the time has come; a thread that doesn't take part does so meanwhile.
     *
     * @throws InterruptedException    when it is interrupted, exactly then
     * @throws IllegalStateException on an event loop, which would wait for itself
     */
    void await(BooleanSupplier ready, long nanos, String what) throws InterruptedException {
        Thread thread = Thread.currentThread();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Participant known;
        Participant me;
        lock.lock();
        try {
            known = byThread.get(thread);
            if (known != null && known.loop) {
                throw new IllegalStateException("the event loop " + known.name + " would wait for itself; add a listener instead");
            }
            me = known != null ? known : adopt();
            giveAway(me, ready, nanos, what, true);
        } finally {
            lock.unlock();
        }
        awaitTurn(me);
        boolean interrupted = takeInterrupt(me);
        if (known == null) {
            end(me);
        }
        if (interrupted) {
            throw new InterruptedException();
        }
    }

    /** The calling loop waits until it is woken or the time has come. */
    void idle(long nanos) {
        Thread thread = Thread.currentThread();
        Participant me;
        lock.lock();
        try {
            Participant known = byThread.get(thread);
            me = known != null ? known : adopt();
            me.loop = true;
            giveAway(me, () -> me.woken, nanos, "work", false);
        } finally {
            lock.unlock();
        }
        awaitTurn(me);
        lock.lock();
        try {
            me.woken = false;
        } finally {
            lock.unlock();
        }
        if (takeInterrupt(me)) {
            thread.interrupt();
        }
    }

    void wake(Thread thread) {
        lock.lock();
        try {
            Participant one = byThread.get(thread);
            if (one != null) {
                one.woken = true;
                Participant now = holder;
                if (now == null || now.thread != Thread.currentThread()) {
                    stranger("wakes " + one.name);
                }
                handOnIfFree();
            }
        } finally {
            lock.unlock();
        }
    }

    private void stranger(String does) {
        if (strangers.size() < MOST_STRANGERS) {
            String name = Thread.currentThread().getName();
            strangers.add((name.isEmpty() ? "a thread without a name " : name + " ") + does);
        }
    }

    private void giveAway(Participant me, BooleanSupplier ready, long nanos, String what, boolean interruptible) {
        me.ready = ready;
        me.until = after(nanos);
        me.what = what;
        me.interruptible = interruptible;
        if (holder == me) {
            holder = null;
        }
        handOnIfFree();
    }

    /** An interrupt is kept in the participant meanwhile, for a thread that is interrupted can't park. */
    private void awaitTurn(Participant me) {
        while (holder != me) {
            if (me.adopted) {
                LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
            } else {
                LockSupport.park(this);
            }
            boolean interrupted = Thread.currentThread().isInterrupted();
            if (holder != me && (interrupted || me.adopted)) {
                keepInterrupt(me);
                lookAgain();
            }
        }
    }

    /** Without the lock: who waits for one is not seen to be interrupted meanwhile. Those who look at the thread first see it here when they no longer see it there. */
    private static void keepInterrupt(Participant me) {
        if (Thread.currentThread().isInterrupted()) {
            me.interrupted = true;
            Thread.interrupted();
        }
    }

    private boolean takeInterrupt(Participant me) {
        lock.lock();
        try {
            boolean interrupted = Thread.interrupted() || me.interrupted;
            me.interrupted = false;
            return interrupted;
        } finally {
            lock.unlock();
        }
    }

    /** Somebody who doesn't take part may have changed what is waited for, or ended with the baton in his hand. */
    void lookAgain() {
        lock.lock();
        try {
            Participant now = holder;
            if (now != null && now.adopted && !Objects.requireNonNull(now.thread).isAlive()) {
                remove(now);
                holder = null;
            }
            if (handOnIfFree()) {
                stranger("changed what " + Objects.requireNonNull(holder).name + " waits for");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Time has been moved from outside. */
    void advanced() {
        lock.lock();
        try {
            handOnIfFree();
        } finally {
            lock.unlock();
        }
    }

    private boolean handOnIfFree() {
        return holder == null && handOn();
    }

    /** Lock held, no holder. Returns whether there is one now. */
    private boolean handOn() {
        while (true) {
            long now = ticker.nanoTime();
            int count = participants.size();
            long next = Long.MAX_VALUE;
            for (int i = 1; i <= count; i++) {
                int at = (last + i) % count;
                Participant one = participants.get(at);
                if (canRun(one, now)) {
                    last = at;
                    holder = one;
                    handed++;
                    LockSupport.unpark(one.thread);
                    return true;
                }
                next = Math.min(next, one.until);
            }
            if (!jumps || next == Long.MAX_VALUE || !isWaitedFor()) {
                return false;
            }
            ticker.advance(next - now, TimeUnit.NANOSECONDS);
        }
    }

    /** Time moves for those who wait by the clock. A loop's timers alone don't move it: whoever set them may still be at work, as a test that doesn't take part. */
    private boolean isWaitedFor() {
        return participants.stream().anyMatch(one -> !one.loop);
    }

    private static boolean canRun(Participant one, long now) {
        return one.until <= now || one.ready.getAsBoolean()
                || one.interruptible && (Objects.requireNonNull(one.thread).isInterrupted() || one.interrupted);
    }

    private long after(long nanos) {
        long end = ticker.nanoTime() + Math.max(0, nanos);
        return nanos == Long.MAX_VALUE || end < 0 ? Long.MAX_VALUE : end;
    }
}
