package io.strapwork.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Nobody waits but by the boot's clock, {@code io.strapwork.api.time.BootClock}: neither main code nor tests of the module whose test extends this class call {@code get},
 * {@code join} or {@code sync} of a future, nor wait for a latch, a queue, a monitor or a thread, nor sleep. In virtual time such a wait keeps everybody else waiting, too.
 * What looks only, such as {@code isDone} or {@code resultNow}, is free.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class WaitingRules {
    static final Calls WAITS = new Calls(Map.ofEntries(
            Map.entry("java.util.concurrent.Future",
                    Calls.named("get", "join", "sync", "syncUninterruptibly", "quietlyJoin", "invoke").or(Calls.withPrefix("await"))),
            Map.entry("java.util.concurrent.CompletionStage", Calls.named("get", "join")),
            Map.entry("java.util.concurrent.CompletionService", Calls.named("take").or(Calls.withLimit("poll"))),
            Map.entry("java.util.concurrent.ExecutorService", Calls.named("awaitTermination", "invokeAll", "invokeAny", "close")),
            Map.entry("java.util.concurrent.StructuredTaskScope", Calls.named("join")),
            Map.entry("io.netty.channel.group.ChannelGroupFuture",
                    Calls.named("sync", "syncUninterruptibly").or(Calls.withPrefix("await"))),
            Map.entry("java.util.concurrent.CountDownLatch", Calls.named("await")),
            Map.entry("java.util.concurrent.CyclicBarrier", Calls.named("await")),
            Map.entry("java.util.concurrent.Semaphore", Calls.named("acquire", "acquireUninterruptibly").or(Calls.withLimit("tryAcquire"))),
            Map.entry("java.util.concurrent.Phaser", Calls.named("arriveAndAwaitAdvance").or(Calls.withPrefix("awaitAdvance"))),
            Map.entry("java.util.concurrent.Exchanger", Calls.named("exchange")),
            Map.entry("java.util.concurrent.BlockingQueue",
                    Calls.named("take", "takeFirst", "takeLast", "put", "putFirst", "putLast", "transfer")
                            .or(Calls.withLimit("poll", "pollFirst", "pollLast", "offer", "offerFirst", "offerLast", "tryTransfer"))),
            Map.entry("java.util.concurrent.locks.Condition", Calls.withPrefix("await")),
            Map.entry("java.util.concurrent.locks.LockSupport", Calls.withPrefix("park")),
            Map.entry("java.util.concurrent.TimeUnit", Calls.named("sleep", "timedJoin", "timedWait")),
            Map.entry("java.lang.Thread", Calls.named("sleep", "join")),
            Map.entry("java.lang.Object",
                    Calls.ofNumbers("wait"))));

    private @Nullable List<ClassModel> parsed;

    /** Classes that wait otherwise, and why: the simple name of an outermost class, and a reason that a reader accepts. */
    protected Map<String, String> exceptions() {
        return Map.of();
    }

    /** Where the module's classes are, folders or jars: of Maven and Gradle, main classes and tests. */
    protected List<Path> classes() {
        try {
            Path tests = Path.of(getClass().getProtectionDomain().getCodeSource().getLocation().toURI());
            return Stream.of(tests, tests.resolveSibling("classes"), tests.resolveSibling("main")).filter(Files::isDirectory).toList();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nobodyWaitsButByTheBootsClock() {
        check(WAITS, exceptions(), "wait through the boot's clock only (BootClock.await)");
    }

    @Test
    void eachExceptionWaits() {
        checkNeeded(WAITS, exceptions());
    }

    final void check(Calls forbidden, Map<String, String> exceptions, String rule) {
        List<String> calls = parsed().stream().filter(type -> !exceptions.containsKey(outermost(type)))
                .flatMap(type -> forbidden.madeBy(type, loader())).toList();
        if (!calls.isEmpty()) {
            Assertions.fail(rule + ":\n" + String.join("\n", calls));
        }
    }

    /** An exception whose reason is gone would hide the next one. */
    final void checkNeeded(Calls forbidden, Map<String, String> exceptions) {
        var unneeded = new TreeMap<>(exceptions);
        parsed().stream().filter(type -> unneeded.containsKey(outermost(type)))
                .filter(type -> forbidden.madeBy(type, loader()).findAny().isPresent()).map(WaitingRules::outermost).toList()
                .forEach(unneeded::remove);
        Assertions.assertEquals(Map.of(), unneeded, "unused exceptions");
        Assertions.assertEquals("",
                exceptions.entrySet().stream().filter(entry -> entry.getValue().isBlank()).map(Map.Entry::getKey)
                        .collect(Collectors.joining(", ")),
                "exceptions without a reason");
    }

    private ClassLoader loader() {
        return getClass().getClassLoader();
    }

    /** By the JDK's own reader: ArchUnit, which imports callees and their callees, takes a second of each module. */
    private List<ClassModel> parsed() {
        List<ClassModel> known = parsed;
        if (known == null) {
            known = classes().stream().flatMap(place -> read(place).stream()).toList();
            parsed = known;
        }
        return known;
    }

    private static List<ClassModel> read(Path place) {
        try {
            if (Files.isDirectory(place)) {
                return parse(place);
            }
            try (FileSystem jar = FileSystems.newFileSystem(place)) {
                return parse(jar.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<ClassModel> parse(Path folder) throws IOException {
        var types = new ArrayList<ClassModel>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
                types.add(ClassFile.of().parse(Files.readAllBytes(file)));
            }
        }
        return types;
    }

    private static String outermost(ClassModel type) {
        String name = type.thisClass().asSymbol().displayName();
        int inner = name.indexOf('$', 1);
        return inner < 0 ? name : name.substring(0, inner);
    }
}
