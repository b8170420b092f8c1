package io.strapwork.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who may know whom, and what nobody may do, over all modules that a firmware is made of. */
@AnalyzeClasses(packages = "io.strapwork", importOptions = {ImportOption.DoNotIncludeTests.class})
class ModuleRulesTests {
    /** Plugins have a package of two names below ours, the second one says which: {@code io.strapwork.loader.elf}. */
    private static final Pattern MODULE = Pattern
            .compile("io\\.strapwork\\.(?:api|runtime|cli|processor|rules|testkit|[a-z]+\\.[a-z0-9]+)");
    private static final Set<String> NO_PLUGINS = Set.of("api", "runtime", "cli", "processor", "rules", "testkit");
    /** What plugins share, besides the API. */
    private static final Set<String> LIBRARIES = Set.of("io.strapwork.network.inet", "io.strapwork.network.gateway",
            "io.strapwork.device.tree", "io.strapwork.handoff.placement", "io.strapwork.machine.memory", "io.strapwork.machine.disks",
            "io.strapwork.volumes", "io.strapwork.loader.unpacking");

    private static final Set<Class<?>> CHANGING = Set.of(AtomicBoolean.class, AtomicInteger.class, AtomicLong.class, AtomicReference.class,
            ConcurrentMap.class, Random.class, StringBuilder.class, ThreadLocal.class);

    private static String module(JavaClass type) {
        Matcher module = MODULE.matcher(type.getPackageName());
        return module.lookingAt() ? module.group() : type.getPackageName();
    }

    private static boolean isPlugin(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith("io.strapwork.")
                && NO_PLUGINS.stream().noneMatch(room -> name.matches("io\\.strapwork\\." + room + "(\\..*)?"))
                && !LIBRARIES.contains(module(type));
    }

    private static final DescribedPredicate<JavaClass> PLUGIN = describe("are plugins", ModuleRulesTests::isPlugin);
    private static final DescribedPredicate<JavaClass> LIBRARY = describe("are shared libraries", type -> LIBRARIES.contains(module(type)));
    /** Another process lives in real time, whatever clock a boot has. */
    private static final DescribedPredicate<JavaClass> QEMU = describe("are the QEMU machine",
            type -> module(type).equals("io.strapwork.machine.qemu"));
    private static final DescribedPredicate<JavaClass> CLOCK = describe("are the clock",
            type -> type.getPackageName().equals("io.strapwork.api.time"));

    @ArchTest
    static final ArchRule A_PLUGIN_KNOWS_THE_API_AND_LIBRARIES = classes().that(PLUGIN)
            .should(new ArchCondition<>("know the API, libraries and themselves") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getDirectDependenciesFromSelf().forEach(dependency -> {
                        JavaClass target = dependency.getTargetClass().getBaseComponentType();
                        boolean ours = target.getPackageName().startsWith("io.strapwork.");
                        if (ours && !target.getPackageName().startsWith("io.strapwork.api.") && !LIBRARIES.contains(module(target))
                                && !module(target).equals(module(type))) {
                            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                        }
                    });
                }
            });

    @ArchTest
    static final ArchRule A_LIBRARY_KNOWS_NO_PLUGIN = noClasses().that(LIBRARY).should().dependOnClassesThat(PLUGIN).orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("io.strapwork.runtime..", "io.strapwork.cli..");

    @ArchTest
    static final ArchRule NO_GUICE_OUTSIDE_THE_RUNTIME = noClasses().that().resideOutsideOfPackage("io.strapwork.runtime..").should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google.inject..");

    @ArchTest
    static final ArchRule THE_API_NEEDS_LITTLE = classes().that().resideInAPackage("io.strapwork.api..").should().onlyDependOnClassesThat()
            .resideInAnyPackage("io.strapwork.api..", "java..", "jakarta.inject..", "org.apiguardian.api..", "org.jspecify..",
                    "io.netty.buffer..",
                    "io.netty.channel..",
                    "io.netty.util..", "io.netty.bootstrap..", "io.netty.resolver..");

    @ArchTest
    static final ArchRule NO_MUTABLE_STATICS = fields().that().areStatic().should().haveModifier(JavaModifier.FINAL).andShould()
            .notHaveRawType(describe("something that changes", type -> CHANGING.stream().anyMatch(type::isAssignableTo)));

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS = noClasses().that().resideOutsideOfPackage("io.strapwork.cli..").should()
            .accessField(System.class, "out").orShould().accessField(System.class, "err").orShould().accessField(System.class, "in")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace");

    @ArchTest
    static final ArchRule ONLY_THE_CLOCK_TELLS_THE_TIME = noClasses().that(DescribedPredicate.not(CLOCK))
            .and(DescribedPredicate.not(QEMU)).should()
            .callMethod(System.class, "currentTimeMillis").orShould().callMethod(System.class, "nanoTime").orShould()
            .callMethod(java.time.Instant.class, "now").orShould().callMethod(java.time.LocalDateTime.class, "now");

    @ArchTest
    static final ArchRule NOBODY_BUT_THE_COMMAND_LINE_ENDS_THE_PROCESS = noClasses().that().resideOutsideOfPackage("io.strapwork.cli..")
            .should()
            .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule EACH_PACKAGE_IS_NULL_MARKED = classes().should(new ArchCondition<>("be in a package that is @NullMarked") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
            if (type.getPackage().tryGetPackageInfo().filter(info -> info.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                    .isEmpty()) {
                events.add(SimpleConditionEvent.violated(type, type.getName() + " is in a package without @NullMarked"));
            }
        }
    });

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_DIFFERS = classes().should(new ArchCondition<>("have a name that says what it is") {
        private final Pattern vague = Pattern.compile("(Abstract|Default(?!$)).*|.*(Manager|Utils?|Impl|Helper)");

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            if (vague.matcher(type.getSimpleName()).matches()) {
                events.add(SimpleConditionEvent.violated(type, type.getName()));
            }
        }
    });
}
