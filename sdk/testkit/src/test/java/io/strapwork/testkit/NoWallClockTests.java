package io.strapwork.testkit;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Map;
import java.util.Set;

/** The testkit and its tests don't sleep, nor look at the computer's clock; who must, because a socket or a machine of the computer is meant, is named. */
@AnalyzeClasses(packages = "io.strapwork.testkit")
class NoWallClockTests {
    private static final Map<String, Set<String>> SLEEPS = Map.of("java.lang.Thread", Set.of("sleep"), "java.util.concurrent.TimeUnit",
            Set.of("sleep"), "java.util.concurrent.locks.LockSupport", Set.of("parkNanos", "parkUntil"));
    private static final Map<String, Set<String>> WALL_CLOCKS = Map.of("java.lang.System", Set.of("currentTimeMillis", "nanoTime"),
            "java.time.Instant", Set.of("now"), "java.time.LocalDateTime", Set.of("now"), "java.time.ZonedDateTime", Set.of("now"),
            "java.time.Clock", Set.of("systemUTC", "systemDefaultZone"), "io.strapwork.api.time.BootClock", Set.of("system"),
            "io.netty.util.concurrent.Ticker", Set.of("systemTicker"));
    /** Toys that block a loop on purpose: the bug that a contract must find. */
    private static final Set<String> SLEEPERS = Set.of("ToyProtocol", "MailboxDriver", "ToyStack", "ToyTransport");
    /** Sockets, processes and boots in real time have no other clock. */
    private static final Set<String> CLOCKS = Set.of("SkippingClock", "TransportContract", "MachineProviderContract", "BootServer",
            "BootTestExtension");

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
