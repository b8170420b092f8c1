package io.strapwork.testkit.boots;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Map;
import java.util.Set;

/** No boot test sleeps, nor looks at the computer's clock. */
@AnalyzeClasses(packages = "io.strapwork.testkit.boots")
class NoWallClockTests {
    private static final Map<String, Set<String>> SLEEPS = Map.of("java.lang.Thread", Set.of("sleep"), "java.util.concurrent.TimeUnit",
            Set.of("sleep"), "java.util.concurrent.locks.LockSupport", Set.of("parkNanos", "parkUntil"));
    private static final Map<String, Set<String>> WALL_CLOCKS = Map.of("java.lang.System", Set.of("currentTimeMillis", "nanoTime"),
            "java.time.Instant", Set.of("now"), "java.time.LocalDateTime", Set.of("now"), "java.time.ZonedDateTime", Set.of("now"),
            "java.time.Clock", Set.of("systemUTC", "systemDefaultZone"), "io.strapwork.api.time.BootClock", Set.of("system"),
            "io.netty.util.concurrent.Ticker", Set.of("systemTicker"));
    private static final Set<String> SLEEPERS = Set.of();
    private static final Set<String> CLOCKS = Set.of();

    @ArchTest
    static final ArchRule NOBODY_SLEEPS = ArchRuleDefinition.noClasses().that(areNot(SLEEPERS)).should()
            .callMethodWhere(oneOf("to sleep", SLEEPS));

    @ArchTest
    static final ArchRule NOBODY_LOOKS_AT_THE_WALL_CLOCK = ArchRuleDefinition.noClasses().that(areNot(CLOCKS)).should()
            .callMethodWhere(oneOf("of the computer's clock", WALL_CLOCKS));

    private static DescribedPredicate<JavaClass> areNot(Set<String> exceptions) {
        return DescribedPredicate.describe("are none of " + exceptions, type -> !exceptions.contains(outermost(type)));
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(NoWallClockTests::outermost).orElseGet(type::getSimpleName);
    }

    private static DescribedPredicate<JavaMethodCall> oneOf(String what, Map<String, Set<String>> methods) {
        return DescribedPredicate.describe("it is " + what,
                call -> methods.getOrDefault(call.getTargetOwner().getName(), Set.of()).contains(call.getName()));
    }
}
