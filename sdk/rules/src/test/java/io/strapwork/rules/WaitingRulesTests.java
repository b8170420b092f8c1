package io.strapwork.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** The rule sees each kind of wait; this module itself keeps it. */
class WaitingRulesTests extends VirtualTimeRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.of("Offenders", "what the rule has to find");
    }

    @Override
    protected Map<String, String> realTime() {
        return Map.of("WaitingRulesTests", "what the rule has to find");
    }

    @Test
    void eachKindOfWaitIsSeen() {
        TreeSet<String> methods = Arrays.stream(Offenders.class.getDeclaredMethods()).filter(method -> !method.isSynthetic())
                .map(method -> "Offenders." + method.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        TreeSet<String> seen = madeBy(Offenders.class).map(call -> call.substring(0, call.indexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(methods, seen);
    }

    @Test
    void theCallIsNamed() {
        List<String> joins = madeBy(Offenders.class).filter(call -> call.startsWith("Offenders.completableJoin ")).toList();
        assertEquals(1, joins.size());
        assertTrue(joins.getFirst().matches("Offenders\\.completableJoin calls CompletableFuture\\.join in \\(Offenders\\.java:\\d+\\)"),
                joins.getFirst());
    }

    @Test
    void lookingAndWakingAreFree() {
        assertEquals(List.of(), madeBy(Innocents.class).toList());
    }

    @Test
    void theComputersClockIsSeen() {
        Instant.now();
        System.nanoTime();
        assertEquals(2, madeBy(VirtualTimeRules.LOOKS, WaitingRulesTests.class).count());
    }

    @Test
    void whoIsNoExceptionFails() {
        AssertionError failure = assertThrows(AssertionError.class,
                () -> check(WAITS, Map.of(), "wait through the boot's clock only (BootClock.await)"));
        assertTrue(failure.getMessage().contains("Offenders.threadSleep calls Thread.sleep in (Offenders.java:"), failure.getMessage());
    }

    @Test
    void anExceptionThatIsNotNeededFails() {
        AssertionFailedError failure = assertThrows(AssertionFailedError.class, () -> checkNeeded(WAITS, Map.of("Innocents", "none")));
        assertTrue(failure.getMessage().contains("unused exceptions"), failure.getMessage());
    }

    @Test
    void anExceptionNeedsAReason() {
        assertThrows(AssertionFailedError.class, () -> checkNeeded(WAITS, Map.of("Offenders", " ")));
    }

    private static Stream<String> madeBy(Class<?> type) {
        return madeBy(WaitingRules.WAITS, type);
    }

    private static Stream<String> madeBy(Calls calls, Class<?> type) {
        try (InputStream bytes = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            return calls.madeBy(ClassFile.of().parse(bytes.readAllBytes()), type.getClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
