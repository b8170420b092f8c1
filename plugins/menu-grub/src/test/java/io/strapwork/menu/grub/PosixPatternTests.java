package io.strapwork.menu.grub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PosixPatternTests {
    private static String groups(String expression, String text) {
        return PosixPattern.compile(expression).orElseThrow().find(text).map(found -> {
            List<String> groups = new ArrayList<>();
            for (int i = 0; i < found.length; i += 2) {
                groups.add(found[i] < 0 ? "-" : text.substring(found[i], found[i + 1]));
            }
            return String.join(",", groups);
        }).orElse("none");
    }

    static Stream<Arguments> patterns() {
        return Configs.table("""
                (a+)(b*)            | xxaabb     | aabb,aa,bb
                ^a                  | ba         | none
                a$                  | ba         | a
                a|b                 | c          | none
                a|ab|abc            | abcd       | abc
                (x|xy)(z|yz)?       | xyz        | xyz,x,yz
                [[:digit:]]{2,3}    | a12345     | 123
                [^a-c]+             | abcxyz     | xyz
                []x]+               | a]x]       | ]x]
                (a)|(b)             | b          | b,-,b
                a{2}                | aaa        | aa
                a{0,1}b             | aab        | ab
                (ab){2,}            | ababab     | ababab,ab
                \\.cfg$             | grub.cfg   | .cfg
                ()                  | a          | ,
                (.*)/([^/]*)        | /a/b/c     | /a/b/c,/a/b,c
                \\w+                | -ab_1-     | ab_1
                    """);
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void matches(String expression, String text, String expected) {
        assertEquals(expected, groups(expression, text));
    }

    @Test
    void whatIsNotWellFormedIsRefused() {
        for (String expression : List.of("(", "a(", "[a", "*a", "a{3,2}", "a{", "\\", "[[:no:]]", "((((a{200}){200}){200}))",
                "(".repeat(5_000))) {
            assertTrue(PosixPattern.compile(expression).isEmpty(), expression);
        }
    }

    @Test
    void nothingTakesExponentialTime() {
        assertEquals("none", groups("^(a+)+$", "a".repeat(5_000) + "b"));
        assertEquals("none", groups("^(a|a|aa)*c", "a".repeat(5_000)));
    }

    /** The match as a whole is Java's where greedy choices give the longest, as without alternatives. */
    @Test
    void agreesWithAnotherEngine() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        List<String> atoms = List.of("a", "b", ".", "[ab]", "[^a]", "(ab)", "(a*b)", "c?");
        List<String> repeats = List.of("", "", "*", "+", "?", "{2}", "{1,2}");
        int matched = 0;
        for (int i = 0; i < 5_000; i++) {
            var expression = new StringBuilder();
            for (int k = random.nextInt(1, 4); k > 0; k--) {
                String atom = atoms.get(random.nextInt(atoms.size()));
                expression.append(atom).append(atom.endsWith("?") ? "" : repeats.get(random.nextInt(repeats.size())));
            }
            var text = new StringBuilder();
            for (int k = random.nextInt(8); k > 0; k--) {
                text.append("abc".charAt(random.nextInt(3)));
            }
            Matcher java = Pattern.compile(expression.toString()).matcher(text);
            boolean found = java.find();
            matched += found ? 1 : 0;
            String whole = groups(expression.toString(), text.toString()).split(",", 2)[0];

            assertTrue(found ? whole.length() >= java.group().length() && text.indexOf(whole) >= 0 : whole.equals("none"),
                    expression + " on " + text + ": " + whole);
        }
        assertTrue(matched > 1_000, matched + " matched");
    }
}
