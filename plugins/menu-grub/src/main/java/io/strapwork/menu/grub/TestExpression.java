package io.strapwork.menu.grub;

import io.strapwork.api.fetch.FetchException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code [} and {@code test} evaluate ({@code commands/test.c}): {@code -a} and {@code -o} from left to right, {@code -o} binding weaker. */
final class TestExpression {
    private static final int NESTING = 64;

    /** What tests of files ask. */
    interface FileTests {
        boolean isFile(String name) throws FetchException;

        boolean isFolder(String name) throws FetchException;

        boolean hasContent(String name) throws FetchException;
    }

    private final List<String> arguments;
    private final FileTests files;
    private int at;

    private TestExpression(List<String> arguments, FileTests files) {
        this.arguments = arguments;
        this.files = files;
    }

    static boolean holds(List<String> arguments, FileTests files) throws FetchException {
        return new TestExpression(arguments, files).holds(0);
    }

    private boolean holds(int depth) throws FetchException {
        boolean or = false;
        boolean and = true;
        boolean inverted = false;
        while (at < arguments.size()) {
            String word = arguments.get(at);
            Boolean value = at + 2 < arguments.size() ? comparison(word, arguments.get(at + 1), arguments.get(at + 2)) : null;
            if (value != null) {
                at += 3;
            } else if (at + 1 < arguments.size() && (value = question(word, arguments.get(at + 1))) != null) {
                at += 2;
            } else {
                at++;
                switch (word) {
                    case ")" -> {
                        return or || and;
                    }
                    case "(" -> value = depth < NESTING && holds(depth + 1);
                    case "!" -> inverted = !inverted;
                    case "-a" -> {
                    }
                    case "-o" -> {
                        or |= and;
                        and = true;
                    }
                    default -> value = !word.isEmpty();
                }
            }
            if (value != null) {
                and &= inverted != value;
                inverted = false;
            }
        }
        return or || and;
    }

    private @Nullable Boolean comparison(String left, String operator, String right) throws FetchException {
        return switch (operator) {
            case "=", "==" -> left.equals(right);
            case "!=" -> !left.equals(right);
            case "<" -> left.compareTo(right) < 0;
            case "<=" -> left.compareTo(right) <= 0;
            case ">" -> left.compareTo(right) > 0;
            case ">=" -> left.compareTo(right) >= 0;
            case "-eq" -> Numbers.signed(left) == Numbers.signed(right);
            case "-ne" -> Numbers.signed(left) != Numbers.signed(right);
            case "-lt" -> Numbers.signed(left) < Numbers.signed(right);
            case "-le" -> Numbers.signed(left) <= Numbers.signed(right);
            case "-gt" -> Numbers.signed(left) > Numbers.signed(right);
            case "-ge" -> Numbers.signed(left) >= Numbers.signed(right);
            case "-plt" -> afterCommonPrefix(left, right) < 0;
            case "-pgt" -> afterCommonPrefix(left, right) > 0;
            default -> newer(left, operator, right);
        };
    }

    /** Nobody tells when a file was changed: a file is newer than none. */
    private @Nullable Boolean newer(String left, String operator, String right) throws FetchException {
        if (operator.startsWith("-nt")) {
            return exists(left) && !exists(right);
        }
        return operator.startsWith("-ot") ? Boolean.valueOf(!exists(left) && exists(right)) : null;
    }

    private @Nullable Boolean question(String operator, String operand) throws FetchException {
        return switch (operator) {
            case "-d" -> files.isFolder(operand);
            case "-e" -> exists(operand);
            case "-f" -> files.isFile(operand);
            case "-s" -> files.hasContent(operand);
            case "-n" -> !operand.isEmpty();
            case "-z" -> operand.isEmpty();
            default -> null;
        };
    }

    private boolean exists(String name) throws FetchException {
        return files.isFile(name) || files.isFolder(name);
    }

    private static int afterCommonPrefix(String left, String right) {
        int i = 0;
        while (i < left.length() && i < right.length() && left.charAt(i) == right.charAt(i)) {
            i++;
        }
        while (i > 0 && ScriptLexer.digit(left.charAt(i - 1))) {
            i--;
        }
        return Long.compareUnsigned(Numbers.unsigned(left.substring(i)), Numbers.unsigned(right.substring(i)));
    }
}
