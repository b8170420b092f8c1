package io.strapwork.archetype;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The BOM has what the project's own dependency management has. */
class BillOfMaterialsTests {
    private static TreeSet<String> artifacts(String pom) {
        return Pattern.compile("<groupId>io.strapwork</groupId><artifactId>([^<]*)</artifactId><version>\\$\\{project.version}<")
                .matcher(pom).results()
                .map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void isComplete() throws IOException {
        String bom = Files.readString(Project.ROOT.resolve("sdk/bom/pom.xml"));
        assertEquals(artifacts(Project.pom()), artifacts(bom));
        assertEquals(1, bom.split("<version>" + Project.version() + "</version>", -1).length - 1, "the BOM's own version");
    }
}
