package io.strapwork.cli.lab;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What boots may leave behind and must not: threads, buffers, mapped memory. Made before them. */
public final class Leftovers {
    /** Those of the JVM and of Netty's own executor, shared by all and started on demand. */
    private static final Pattern COMMON = Pattern
            .compile(
                    "ForkJoinPool-.*|VirtualThread-.*|globalEventExecutor.*|Common-Cleaner|Cleaner-.*|Attach Listener|Timer-.*|process reaper.*|Keep-Alive.*|surefire.*|junit-.*|.*Poller");

    private final Set<Thread> threads = Thread.getAllStackTraces().keySet();
    private final ConcurrentLinkedQueue<String> leaks = new ConcurrentLinkedQueue<>();
    private final List<AddressRange> before = addressSpace();

    public Leftovers() {
        ByteBufUtil.setLeakListener((type, records) -> leaks.add(type + records));
    }

    /** Threads of the computer that were not there before. */
    public List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> !threads.contains(thread) && thread.isAlive())
                .map(Thread::getName)
                .filter(name -> !COMMON.matcher(name).matches()).sorted().collect(Collectors.toList());
    }

    /** Buffers that nobody released and nobody holds any more. */
    public List<String> leaks() throws InterruptedException {
        // What the first collection found may be in the queue only after the second one's.
        for (int i = 0; i < 2; i++) {
            collectGarbage();
            // Netty reports what the collector found when the next buffer is tracked.
            ByteBufAllocator.DEFAULT.directBuffer(16).release();
            ByteBufAllocator.DEFAULT.heapBuffer(16).release();
        }
        return List.copyOf(leaks);
    }

    private static void collectGarbage() throws InterruptedException {
        var queue = new ReferenceQueue<Object>();
        var canary = new WeakReference<>(new Object(), queue);
        do {
            System.gc();
        } while (queue.remove(1000) != canary);
    }

    /** Bytes of address space that may be read or written now and were no part of it before, reserved or not; 0 where that can't be told. */
    public long mappedMore() {
        long more = 0;
        for (AddressRange now : addressSpace()) {
            long covered = before.stream().mapToLong(now::overlap).sum();
            more += now.usable ? now.end - now.start - covered : 0;
        }
        return more;
    }

    /** The C library and the JVM reserve 64 MiB at a time without access for arenas and metaspace: that is not memory of a boot. */
    private record AddressRange(long start, long end, boolean usable) {
        private static final Pattern LINE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (...)[ps] .*");

        long overlap(AddressRange other) {
            return Math.max(0, Math.min(end, other.end) - Math.max(start, other.start));
        }
    }

    private static List<AddressRange> addressSpace() {
        Path maps = Path.of("/proc/self/maps");
        try {
            return !Files.exists(maps)
                    ? List.of()
                    : Files.readAllLines(maps).stream().map(AddressRange.LINE::matcher).filter(Matcher::matches)
                            .map(line -> new AddressRange(Long.parseUnsignedLong(line.group(1), 16),
                                    Long.parseUnsignedLong(line.group(2), 16),
                                    !line.group(3).equals("---")))
                            .filter(range -> range.start >= 0).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
