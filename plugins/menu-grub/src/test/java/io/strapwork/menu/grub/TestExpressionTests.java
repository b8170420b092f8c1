package io.strapwork.menu.grub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Expected is what {@code [} in GRUB 2.06 said. An underscore stands for an empty argument. */
class TestExpressionTests {
    private static final TestExpression.FileTests FILES = new TestExpression.FileTests() {
        @Override
        public boolean isFile(String name) {
            return name.startsWith("/f");
        }

        @Override
        public boolean isFolder(String name) {
            return name.startsWith("/d");
        }

        @Override
        public boolean hasContent(String name) {
            return name.equals("/full");
        }
    };

    static Stream<Arguments> cases() {
        return Configs.table("""
                a                                         | true
                _                                         | false
                ! a                                       | false
                a -a _                                    | false
                a -a _ -o b                               | true
                ( _ -o a ) -a _                           | false
                ( a )                                     | true
                a = a -a b != c                           | true
                a == b                                    | false
                010 -eq 8                                 | true
                0x10 -eq 16                               | true
                -1 -lt 0                                  | true
                abc -eq 0                                 | true
                3 -ge 3 -a 3 -le 3 -a 3 -gt 2 -a 2 -ne 3  | true
                a < b                                     | true
                b <= a                                    | false
                b > a                                     | true
                a >= b                                    | false
                v-2 -plt v-11                             | true
                v-2 -pgt v-11                             | false
                -z _                                      | true
                -n _                                      | false
                -n                                        | true
                =                                         | true
                a =                                       | true
                ! _ -a ! _                                | true
                _ -o                                      | true
                -f /file                                  | true
                -f /dir                                   | false
                -d /dir                                   | true
                -e /dir -a -e /file                       | true
                -s /full                                  | true
                -s /file                                  | false
                ! -f /none -a ! -d /file                  | true
                /file -nt /none                           | true
                /none -ot /file                           | true
                /file -nt /full                           | false
                    """);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void expressions(String text, boolean expected) throws Exception {
        var arguments = new ArrayList<>(List.of(text.split(" +")));
        Collections.replaceAll(arguments, "_", "");

        assertEquals(expected, TestExpression.holds(arguments, FILES), text);
    }

    @Test
    void noArgumentsAreTrue() throws Exception {
        assertTrue(TestExpression.holds(List.of(), FILES));
    }

    @Test
    void parenthesesWithoutAnEndDontEndTheStack() throws Exception {
        assertFalse(TestExpression.holds(Collections.nCopies(200_000, "("), FILES));
    }
}
