package io.strapwork.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the project's own pom says. */
final class Project {
    static final Path ROOT = Path.of("../..");

    private Project() {}

    static String pom() throws IOException {
        return Files.readString(ROOT.resolve("pom.xml"));
    }

    static String version() throws IOException {
        return find("<artifactId>strapwork-parent</artifactId>\\s*<version>([^<]*)</version>");
    }

    static String property(String name) throws IOException {
        return find("<" + Pattern.quote(name) + ">([^<]*)<");
    }

    private static String find(String pattern) throws IOException {
        Matcher found = Pattern.compile(pattern).matcher(pom());
        if (!found.find()) {
            throw new AssertionError("the root's pom.xml has no " + pattern);
        }
        return found.group(1);
    }
}
