package io.strapwork.rules;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.jspecify.annotations.Nullable;

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
                    Calls.named("wait").and(call -> call.getTarget().getRawParameterTypes().stream().allMatch(JavaClass::isPrimitive)))));

    private @Nullable JavaClasses imported;

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
        check(WAITS, exceptions(), "wait by the boot's clock only (BootClock.await)");
    }

    @Test
    void eachExceptionWaits() {
        checkNeeded(WAITS, exceptions());
    }

    final void check(Calls forbidden, Map<String, String> exceptions, String rule) {
        ArchRuleDefinition.classes().should(new ArchCondition<JavaClass>(rule) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!exceptions.containsKey(outermost(type))) {
                    forbidden.madeBy(type).forEach(call -> events.add(SimpleConditionEvent.violated(type, call)));
                }
            }
        }).allowEmptyShould(true).check(imported());
    }

    /** An exception whose reason is gone would hide the next one. */
    final void checkNeeded(Calls forbidden, Map<String, String> exceptions) {
        Predicate<JavaClass> calls = type -> forbidden.madeBy(type).findAny().isPresent();
        var unneeded = new TreeMap<>(exceptions);
        imported().stream().filter(calls).map(WaitingRules::outermost).forEach(unneeded::remove);
        Assertions.assertEquals(Map.of(), unneeded, "exceptions that are not needed");
        Assertions.assertEquals("",
                exceptions.entrySet().stream().filter(entry -> entry.getValue().isBlank()).map(Map.Entry::getKey)
                        .collect(Collectors.joining(", ")),
                "exceptions without a reason");
    }

    private JavaClasses imported() {
        JavaClasses known = imported;
        if (known == null) {
            known = ArchConfiguration.withThreadLocalScope((Function<ArchConfiguration, JavaClasses>) configuration -> {
                // Only callees and their supertypes are looked at.
                for (String unneeded : List.of("MemberTypes", "EnclosingTypes", "AnnotationTypes", "GenericSignatureTypes")) {
                    configuration.setProperty("import.dependencyResolutionProcess.maxIterationsFor" + unneeded, "0");
                }
                return new ClassFileImporter().importLocations(classes().stream().map(WaitingRules::location).collect(Collectors.toSet()));
            });
            imported = known;
        }
        return known;
    }

    private static Location location(Path classes) {
        return Files.isDirectory(classes) ? Location.of(classes) : Location.of(URI.create("jar:" + classes.toUri() + "!/"));
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(WaitingRules::outermost).orElseGet(type::getSimpleName);
    }
}
