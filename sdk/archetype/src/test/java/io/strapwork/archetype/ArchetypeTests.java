package io.strapwork.archetype;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.catalogue.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Each kind of project compiles, passes its own tests, and is found in a folder of jars. .ci/run does the same with Maven's archetype plugin. */
class ArchetypeTests {
    private static final Map<String, Kind> KINDS = Map.ofEntries(Map.entry("protocol", Kind.PROTOCOL),
            Map.entry("driver", Kind.DRIVER), Map.entry("disk-driver", Kind.DISK_DRIVER), Map.entry("file-system", Kind.FILE_SYSTEM),
            Map.entry("loader", Kind.LOADER), Map.entry("handoff", Kind.HANDOFF), Map.entry("verifier", Kind.VERIFIER),
            Map.entry("menu", Kind.MENU), Map.entry("address", Kind.ADDRESS), Map.entry("transport", Kind.TRANSPORT),
            Map.entry("machine", Kind.MACHINE));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"protocol", "driver", "disk-driver", "file-system", "loader", "handoff", "verifier", "menu", "address",
        "transport",
        "machine"})
    void worksAsItIs(String kind) throws IOException {
        Generated project = Generated.of(kind, "Mine", folder.resolve("mine"));
        project.compile();
        isFound(project, KINDS.get(kind), folder.resolve("plugins"));
        try (URLClassLoader loader = project.loader()) {
            TestExecutionSummary tests = run(loader, project.testNames());
            var told = new StringWriter();
            tests.printFailuresTo(new PrintWriter(told), 20);
            assertEquals(0, tests.getTotalFailureCount(), told::toString);
            assertTrue(tests.getTestsSucceededCount() > 6, () -> "only " + tests.getTestsSucceededCount() + " tests have run");
            // A test that has nothing to test says so.
            assertEquals(tests.getTestsFoundCount(), tests.getTestsSucceededCount() + tests.getTestsAbortedCount());
        }
    }

    private static TestExecutionSummary run(ClassLoader loader, List<String> names) {
        var listener = new SummaryGeneratingListener();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(names.stream().map(name -> DiscoverySelectors.selectClass(loader, name)).toList()).build();
            LauncherFactory.create().execute(request, listener);
        } finally {
            thread.setContextClassLoader(before);
        }
        return listener.getSummary();
    }

    private static void isFound(Generated project, Kind kind, Path plugins) throws IOException {
        project.jar(Files.createDirectory(plugins).resolve("mine.jar"));
        try (Catalogue catalogue = Discovery.discover(ArchetypeTests.class.getClassLoader(), List.of(plugins))) {
            assertEquals("mine", catalogue.find(kind, "mine").orElseThrow().source().shortName());
        }
    }

    @Test
    void allKindsAreTried() throws IOException {
        assertArrayEquals(
                new String[]{"address", "disk-driver", "driver", "file-system", "handoff", "loader", "machine", "menu", "protocol",
                    "transport",
                    "verifier"},
                Generated.kinds());
        String descriptor = Files.readString(Path.of("src/main/resources/META-INF/maven/archetype-metadata.xml"));
        for (String kind : Generated.kinds()) {
            for (String part : Generated.TEMPLATES.resolve("kinds/" + kind).toFile().list()) {
                assertTrue(descriptor.contains("<directory>kinds/" + kind + "/" + part + "</directory>"),
                        () -> kind + "/" + part + " is not in the descriptor");
            }
        }
    }

    @Test
    void knowsTheVersion() throws IOException {
        String descriptor = Files.readString(Path.of("target/classes/META-INF/maven/archetype-metadata.xml"));
        assertTrue(
                descriptor.contains("<requiredProperty key=\"strapworkVersion\"><defaultValue>" + Project.version() + "</defaultValue>"));
    }

    /** The samples name their versions themselves, as projects of others do. */
    @Test
    void versionsAreThoseOfTheProject() throws IOException {
        var poms = new ArrayList<>(List.of(Generated.TEMPLATES.resolve("pom.xml")));
        for (Path sample : Samples.all()) {
            poms.add(sample.resolve("pom.xml"));
        }
        var known = Pattern.compile("<artifactId>(maven-[a-z]+-plugin)</artifactId>\\s*<version>([^<]*)<").matcher(Project.pom()).results()
                .collect(java.util.stream.Collectors.toMap(found -> found.group(1), found -> found.group(2)));
        for (Path pom : poms) {
            String text = Files.readString(pom);
            assertTrue(text.contains("<artifactId>junit-jupiter</artifactId><version>" + Project.property("junit.version") + "<"),
                    () -> pom + " has another JUnit");
            assertTrue(text.contains("<strapwork.version>${strapworkVersion}<")
                    || text.contains("<strapwork.version>" + Project.version() + "<"), () -> pom + " has another Strapwork");
            Pattern.compile("<artifactId>(maven-[a-z]+-plugin)</artifactId>\\s*<version>([^<]*)<").matcher(text).results()
                    .forEach(found -> assertEquals(known.get(found.group(1)), found.group(2), () -> found.group(1) + " of " + pom));
        }
    }
}
