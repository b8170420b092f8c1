package io.strapwork.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apiguardian.api.API;

/** What others compile their tests against says what it promises: docs/decisions/0009-versioning.md. */
@AnalyzeClasses(packages = "io.strapwork.testkit", importOptions = ImportOption.DoNotIncludeTests.class)
class ApiStatusTests {
    @ArchTest
    static final ArchRule PUBLIC_TYPES_SAY_WHAT_THEY_PROMISE = classes().that().arePublic().and().areTopLevelClasses().should()
            .beAnnotatedWith(API.class);
}
