package io.strapwork.menu.grub;

import java.util.Comparator;

/**
 * The order of Boot Loader Specification files in GRUB: their names are compared as those of RPM packages, {@code NAME-VERSION-RELEASE}, whatever is written in the
 * files (Fedora's {@code blscfg.c}, {@code split_package_string} and {@code vercmp}).
 */
final class BlsVersions implements Comparator<String> {
    @Override
    public int compare(String a, String b) {
        String[] left = split(a);
        String[] right = split(b);
        for (int i = 0; i < left.length; i++) {
            int order = segments(left[i], right[i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Name, version, release; what is missing is empty, from the end on. */
    private static String[] split(String file) {
        int release = file.lastIndexOf('-');
        if (release < 0) {
            return new String[]{file, "", ""};
        }
        int version = file.lastIndexOf('-', release - 1);
        return version < 0
                ? new String[]{file.substring(0, release), file.substring(release + 1), ""}
                : new String[]{file.substring(0, version), file.substring(version + 1, release), file.substring(release + 1)};
    }

    /** Compares runs of digits as numbers and runs of letters as text, as {@code rpmvercmp} does; numbers are newer than letters, a tilde is older than the end. */
    static int segments(String a, String b) {
        if (a.equals(b)) {
            return 0;
        }
        int i = 0;
        int j = 0;
        while (i < a.length() || j < b.length()) {
            i = skip(a, i);
            j = skip(b, j);
            boolean tildeA = i < a.length() && a.charAt(i) == '~';
            boolean tildeB = j < b.length() && b.charAt(j) == '~';
            if (tildeA || tildeB) {
                if (tildeA != tildeB) {
                    return tildeA ? -1 : 1;
                }
                i++;
                j++;
                continue;
            }
            if (i >= a.length() || j >= b.length()) {
                break;
            }
            boolean number = ScriptLexer.digit(a.charAt(i));
            int endA = end(a, i, number);
            int endB = end(b, j, number);
            if (endB == j) {
                return number ? 1 : -1;
            }
            int order = number ? numbers(a.substring(i, endA), b.substring(j, endB)) : a.substring(i, endA).compareTo(b.substring(j, endB));
            if (order != 0) {
                return order < 0 ? -1 : 1;
            }
            i = endA;
            j = endB;
        }
        return Boolean.compare(i < a.length(), j < b.length());
    }

    private static int skip(String text, int from) {
        int at = from;
        while (at < text.length() && !alphanumeric(text.charAt(at)) && text.charAt(at) != '~') {
            at++;
        }
        return at;
    }

    private static boolean alphanumeric(char c) {
        return ScriptLexer.digit(c) || letter(c);
    }

    private static boolean letter(char c) {
        return ScriptLexer.letter(c) && c != '_';
    }

    private static int end(String text, int from, boolean number) {
        int at = from;
        while (at < text.length() && (number ? ScriptLexer.digit(text.charAt(at)) : letter(text.charAt(at)))) {
            at++;
        }
        return at;
    }

    private static int numbers(String a, String b) {
        String left = a.replaceFirst("^0+", "");
        String right = b.replaceFirst("^0+", "");
        return left.length() != right.length() ? Integer.compare(left.length(), right.length()) : left.compareTo(right);
    }
}
