package io.strapwork.menu.grub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.BootMenu;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The script language. What is expected here is what GRUB 2.06 printed when it ran the same lines ({@code grub-emu}), and whether {@code grub-script-check}
 * took them.
 */
class ScriptLanguageTests {
    /** Its arguments, each in brackets, as one word. */
    private static final String BRACKETS = """
            function n {
              out="$#:"
              for a in "$@"; do out="${out}[$a]"; done
            }
            x=" a  b "
            """;

    private static String arguments(String call) throws Exception {
        return Configs.shown(BRACKETS + call, "\"$out\"").replace("\"", "");
    }

    static Stream<Arguments> words() {
        return Configs.table("""
                    n p$x                   | 2:[pa][b]
                    n p${x}q                | 2:[pa][bq]
                    n $x$x                  | 3:[a][ba][b]
                    n "$x" $x               | 3:[ a  b ][a][b]
                    n $empty "" $empty      | 1:[]
                    n $empty""              | 1:[]
                    n "$empty" z            | 2:[][z]
                    n a\\ b c               | 2:[a b][c]
                    n a'b c'd               | 1:[ab cd]
                            n $"hello $x"           | 1:[hello  a  b ]
                    n if then done in       | 4:[if][then][done][in]
                    n a#b # c               | 1:[a#b]
                    n *a ?b                 | 2:[*a][?b]
                    n pq"$@"                | 1:[pq]
                """);
    }

    @ParameterizedTest
    @MethodSource("words")
    void wordsAreSplitAsInGrub(String call, String expected) throws Exception {
        assertEquals(expected, arguments(call));
    }

    @Test
    void quotesKeepWhatTheyKeepInGrub() throws Exception {
        assertEquals("1:[a\\\\b]", arguments("n \"a\\b\""));
        assertEquals("1:[ab]", arguments("n a\\b"));
        assertEquals("1:[a\\\\b]", arguments("n 'a\\b'"));
        assertEquals("1:[$x]", arguments("n \"\\$x\""));
        assertEquals("2:[a$x][$x]", arguments("n 'a$x' \\$x"));
        assertEquals("1:[ab]", arguments("n a\\\nb"));
        assertEquals("2:[ab][c]", arguments("n \"a\\\nb\" c"));
    }

    @Test
    void linesThatBeginWithAHashAreDroppedEvenBetweenContinuedLines() throws Exception {
        assertEquals("2:[a][b]", arguments("n a \\\n# not here\nb"));
    }

    @Test
    void carriageReturnsAreDropped() throws Exception {
        assertEquals(List.of("a"), Configs.titles(Configs.menu("menuentry a {\r\n linux /a\r\n}\r\n")));
    }

    static Stream<Arguments> statements() {
        return Configs.table("""
                    set a=b c=d; r="$a.$c"                                                       | b.
                    a=1 b=2; r="$a.$b"                                                           | 1.
                    q="c d"; a=$q; r=$a                                                          | c
                    set a=b; unset a; r="[$a]"                                                   | []
                    r=; for i in 1 2 3; do for j in 1 2 3; do if [ $j = 2 ]; then break 2; fi; r=$r$i$j; done; done     | 11
                    r=; for i in 1 2 3; do for j in 1 2 3; do if [ $j = 2 ]; then continue 2; fi; r=$r$i$j; done; done  | 112131
                    r=; for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; r=$r$i; done        | 13
                    r=; while [ "$r" != xxx ]; do r=x$r; done                                    | xxx
                    r=a; until [ $r = aaa ]; do r=a$r; done                                      | aaa
                    if false; then r=a; elif true; then r=b; else r=c; fi                        | b
                    if true; false; then r=a; else r=b$?; fi                                     | b1
                    if ! false; then r=yes; fi                                                   | yes
                    function f { return 7; }; f; r=$?                                            | 7
                    function f { false; return; }; f; r=$?                                       | 1
                    function f { shift; r="$1$#"; }; f a b c                                     | b2
                    function f { setparams x y z; r="$3$#"; }; f a                               | z3
                    function f { r="$*"; }; f a b                                                | a b
                    function f { r="$10"; }; f 1 2 3 4 5 6 7 8 9 ten                             | ten
                    true; r=$?                                                                   | 0
                    ! true; r=$?                                                                 | 1
                    false; r=$?                                                                  | 1
                    eval r=a ';' r=b                                                             | b
                    increment r; increment r; decrement r                                        | 1
                    regexp --set=2:r '^(.*)-([0-9]+)$' foo-bar-12                                | 12
                    regexp -s r '(a+)(b*)' xxaabb                                                | aa
                    regexp '(x|xy)(z|yz)?' xyz --set=0:r                                         | xyz
                    tr --set=r abc xyz aabbcc                                                    | xxyyzz
                    tr -s r -U foo                                                               | FOO
                    root=(hd6); r=$root                                                          | hd6
                """);
    }

    @ParameterizedTest
    @MethodSource("statements")
    void statementsDoWhatTheyDoInGrub(String script, String expected) throws Exception {
        assertEquals(expected, Configs.shown(script, "\"$r\"").replace("\"", ""));
    }

    @Test
    void commandsThatAreNotThereSucceedAndAreToldOf() throws Exception {
        BootMenu menu = Configs.menu("true\n  frobnicate now\nif frobnicate; then\nmenuentry yes { linux /a; }\nfi\n");

        assertEquals(List.of("yes"), Configs.titles(menu));
        assertEquals(List.of("2:3 there is no command \"frobnicate\"", "3:4 there is no command \"frobnicate\""), Configs.remarks(menu));
    }

    @Test
    void aFunctionOfTheConfigurationGoesBeforeAHabit() throws Exception {
        assertEquals("called", Configs.shown("function savedefault { r=called; }\nsavedefault\n", "$r"));
    }

    /** GRUB drops the lines up to the error, and goes on behind it. */
    static Stream<Arguments> refused() {
        return Configs.table("""
                    menuentry x { }                                  | 15 GRUB can't parse this: "}" is not expected here
                    if [[ a = a ]]; then true; fi                    | 4 GRUB can't parse this: "[[" is not expected here
                    true && false                                    | 6 GRUB can't parse this: "&&" is not expected here
                    true & false                                     | 6 GRUB can't parse this: "&" is not expected here
                    if true; then function f { true; }; fi           | 15 GRUB can't parse this: "function" is not expected here
                    echo a$                                          | 7 GRUB can't parse this: a "$" has no name
                    echo "a $ b"                                     | 6 GRUB can't parse this: a "$" has no name
                    for in in a b; do true; done                     | 5 GRUB can't parse this: "in" is not expected here
                    function foo-bar { true; }                       | 10 GRUB can't parse this: "foo-bar" is not expected here
                    menuentry x { true; } menuentry y { true; }      | 23 GRUB can't parse this: "menuentry" is not expected here
                    echo a > b                                       | 8 GRUB can't parse this: ">" is not expected here
                    fi                                               | 1 GRUB can't parse this: "fi" is not expected here
                """);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatGrubRefusesIsRefused(String line, String remark) throws Exception {
        BootMenu menu = Configs.menu(line + "\nmenuentry z { linux /z; }\n");

        assertEquals(List.of("z"), Configs.titles(menu));
        assertEquals(List.of("1:" + remark), Configs.remarks(menu));
    }

    @Test
    void aBlockWithoutAnEndTakesTheRestOfTheFile() throws Exception {
        BootMenu menu = Configs.menu("menuentry a { linux /a; }\nif true; then\n menuentry z { linux /z; }\n");

        assertEquals(List.of("a"), Configs.titles(menu));
        assertEquals(List.of("3:27 GRUB can't parse this: the file ends too early"), Configs.remarks(menu));
    }

    @Test
    void aQuoteWithoutAnEndTakesTheRestOfTheFile() throws Exception {
        BootMenu menu = Configs.menu("menuentry a { linux /a; }\necho \"abc\nmenuentry b { linux /b; }\n");

        assertEquals(List.of("a"), Configs.titles(menu));
        assertEquals(List.of("2:6 GRUB can't parse this: a quote or a continued line has no end"), Configs.remarks(menu));
    }

    /** GRUB refuses both; Petitboot takes them, and nothing else can be meant. */
    @Test
    void needlessSemicolonsAndAMissingOneAreForgiven() throws Exception {
        BootMenu menu = Configs.menu("if true; then r=4; ;fi\nfunction f { menuentry a { linux /a; } }\nf\n");

        assertEquals(List.of("a"), Configs.titles(menu));
        assertEquals(List.of("1:20 GRUB would refuse this needless \";\"",
                "2:40 GRUB would refuse the function: there is no \";\" before its \"}\""), Configs.remarks(menu));
    }

    @Test
    void namesOfFilesAreMatched() throws Exception {
        Configs configs = Configs.local().with("cfg.d/b.cfg", "menuentry b { linux /b; }\n")
                .with("cfg.d/a.cfg", "menuentry a { linux /a; }\n").with("cfg.d/c.txt", "")
                .with("grub.cfg", "for f in /cfg.d/*.cfg /none/*; do\n  if [ -f \"$f\" ]; then source $f; fi\ndone\n");

        assertEquals(List.of("a", "b"), Configs.titles(configs.read("grub.cfg")));
    }
}
