package io.strapwork.machine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every code in the source has a page and a golden text, and the other way round. */
class ProblemPagesTest {
    private static final Pattern CODE = Pattern.compile("SW-M[134][0-9]{2}");

    @Test
    void codesPagesAndTexts() throws Exception {
        var used = codes(Path.of("src/main/java"));
        used.addAll(codes(Path.of("../../api/src/main/java")));
        used.addAll(codes(Path.of("../machine-memory/src/main/java")));
        var tested = codes(Path.of("src/test/resources"));
        assertEquals(used, tested, "codes without an exact text");
        for (String code : used) {
            Path page = Path.of("../../docs/problems", code + ".md");
            assertTrue(Files.readString(page).startsWith("# " + code + ": "), page.toString());
        }
    }

    private static TreeSet<String> codes(Path folder) throws Exception {
        var codes = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                CODE.matcher(Files.readString(file)).results().forEach(found -> codes.add(found.group()));
            }
        }
        return codes;
    }
}
