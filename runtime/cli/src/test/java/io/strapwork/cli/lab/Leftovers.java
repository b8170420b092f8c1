package io.strapwork.cli.lab;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
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
    private final long mapped = mappedBytes();

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
        for (int i = 0; i < 3; i++) {
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

    /** How much larger the process is than before, in bytes of address space; 0 where that can't be told. */
    public long mappedMore() {
        return mappedBytes() - mapped;
    }

    private static long mappedBytes() {
        Path status = Path.of("/proc/self/status");
        try {
            return !Files.exists(status)
                    ? 0
                    : Files.readAllLines(status).stream().filter(line -> line.startsWith("VmSize:")).findFirst()
                            .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10).orElse(0L);
        } catch (IOException e) {
            return 0;
        }
    }
}
