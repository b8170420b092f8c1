package io.strapwork.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apiguardian.api.API;

/** Rules of the whole program that can be seen from here. */
@AnalyzeClasses(packages = {"io.strapwork.api", "io.strapwork.runtime",
    "io.strapwork.processor"}, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {
    @ArchTest
    static final ArchRule API_NEEDS_LITTLE = classes().that().resideInAPackage("io.strapwork.api..").should().onlyDependOnClassesThat()
            .resideInAnyPackage("io.strapwork.api..", "java..", "jakarta.inject..", "org.apiguardian.api..", "org.jspecify..",
                    "io.netty.buffer..",
                    "io.netty.channel..", "io.netty.util..",
                    "io.netty.bootstrap..", "io.netty.resolver..");

    /** docs/decisions/0009-versioning.md says what a status promises. */
    @ArchTest
    static final ArchRule API_TYPES_SAY_WHAT_THEY_PROMISE = classes().that().resideInAPackage("io.strapwork.api..").and().arePublic().and()
            .areTopLevelClasses().should().beAnnotatedWith(API.class);

    @ArchTest
    static final ArchRule API_HAS_NO_CYCLES = slices().matching("io.strapwork.api.(*)..").should().beFreeOfCycles();

    /** A kind's annotation lives in its room: what all kinds share knows none of them. */
    @ArchTest
    static final ArchRule PLUGIN_PACKAGE_KNOWS_NO_ROOM = noClasses().that().resideInAPackage("io.strapwork.api.plugin..").should()
            .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe("are of another package of the API",
                    type -> type.getPackageName().startsWith("io.strapwork.api.")
                            && !type.getPackageName().equals("io.strapwork.api.plugin")));

    @ArchTest
    static final ArchRule RUNTIME_KNOWS_NO_PLUGIN = noClasses().that().resideInAPackage("io.strapwork.runtime..").should()
            .dependOnClassesThat(
                    com.tngtech.archunit.base.DescribedPredicate.describe("are plugins or the command line",
                            type -> type.getPackageName().startsWith("io.strapwork.")
                                    && !type.getPackageName().startsWith("io.strapwork.api")
                                    && !type.getPackageName().startsWith("io.strapwork.runtime")));

    @ArchTest
    static final ArchRule PROCESSOR_KNOWS_THE_API_ONLY = noClasses().that().resideInAPackage("io.strapwork.processor..").should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.strapwork.runtime..");

    @ArchTest
    static final ArchRule NO_MUTABLE_STATICS = fields().that().areStatic().should().haveModifier(JavaModifier.FINAL);

    @ArchTest
    static final ArchRule NO_STANDARD_STREAMS = noClasses().should().accessField(System.class, "out").orShould()
            .accessField(System.class, "err").orShould()
            .accessField(System.class, "in");

    @ArchTest
    static final ArchRule NULL_MARKED = classes()
            .should(new com.tngtech.archunit.lang.ArchCondition<>("be in a package that is @NullMarked") {
                @Override
                public void check(com.tngtech.archunit.core.domain.JavaClass type, com.tngtech.archunit.lang.ConditionEvents events) {
                    boolean marked = type.getPackage().tryGetPackageInfo()
                            .filter(info -> info.isAnnotatedWith("org.jspecify.annotations.NullMarked")).isPresent();
                    if (!marked) {
                        events.add(com.tngtech.archunit.lang.SimpleConditionEvent.violated(type,
                                type.getName() + " is in a package without @NullMarked"));
                    }
                }
            });

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("io.strapwork.runtime.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_DIFFERS = noClasses().should().haveSimpleNameEndingWith("Impl").orShould()
            .haveSimpleNameEndingWith("Util").orShould()
            .haveSimpleNameEndingWith("Utils").orShould().haveSimpleNameEndingWith("Manager").orShould().haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameStartingWith("Abstract");
}
