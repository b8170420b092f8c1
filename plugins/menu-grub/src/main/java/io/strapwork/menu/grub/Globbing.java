package io.strapwork.menu.grub;

import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.FetchException;
import java.util.ArrayList;
import java.util.List;

/** Replaces an argument with {@code *} or {@code ?} by the names of the files, or devices, that it matches ({@code commands/wildcard.c}). */
final class Globbing {
    private final ScriptRunner runner;

    Globbing(ScriptRunner runner) {
        this.runner = runner;
    }

    /** Whether an unprotected {@code *} or {@code ?} is in it, where GRUB would look for files. */
    static boolean asks(CharSequence escaped) {
        char first = escaped.isEmpty() ? ' ' : escaped.charAt(0);
        return (first == '/' || first == '(' || first == '*') && matching(escaped);
    }

    private static boolean matching(CharSequence escaped) {
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '*' || c == '?') {
                return true;
            }
        }
        return false;
    }

    static String unescape(CharSequence escaped) {
        String text = escaped.toString();
        int backslash = text.indexOf('\\');
        if (backslash < 0) {
            return text;
        }
        var plain = new StringBuilder(text.length());
        int from = 0;
        while (backslash >= 0 && backslash + 1 < text.length()) {
            plain.append(text, from, backslash);
            from = backslash + 1;
            backslash = text.indexOf('\\', from + 1);
        }
        return plain.append(text, from, text.length()).toString();
    }

    /** Empty when nothing matches: the argument stays as it is then. */
    List<String> expand(String escaped) throws FetchException {
        List<String> parts = List.of(escaped.split("/", -1));
        List<String> found = new ArrayList<>();
        if (matching(parts.getFirst())) {
            String pattern = parts.getFirst();
            for (ConfigVolume volume : runner.devices().all()) {
                String name = "(" + volume.name() + ")";
                if (matches(pattern, name) && (pattern.startsWith("(") || !name.contains(","))) {
                    found.add(name);
                }
            }
        } else {
            found.add(unescape(parts.getFirst()));
        }
        boolean matched = matching(parts.getFirst());
        for (String part : parts.subList(1, parts.size())) {
            matched |= matching(part);
            var longer = new ArrayList<String>();
            for (String path : found) {
                step(path, part, matched, longer);
            }
            found = longer;
        }
        return found;
    }

    private void step(String path, String part, boolean check, List<String> into) throws FetchException {
        runner.budget().step();
        String name = unescape(part);
        if (!check) {
            into.add(path + "/" + name);
            return;
        }
        if (part.isEmpty()) {
            into.add(path + "/");
            return;
        }
        for (String entry : runner.list(path + "/")) {
            runner.budget().characters(entry.length());
            String plain = entry.endsWith("/") ? entry.substring(0, entry.length() - 1) : entry;
            if (matching(part) ? matches(part, plain) : plain.equals(name)) {
                into.add(path + "/" + plain);
            }
        }
        runner.budget().checkSize(into.size() * 16L);
    }

    /** Goes back to the last {@code *} only, so that it takes no more than the product of both lengths. */
    static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int from = 0;
        while (n < name.length()) {
            char c = p < pattern.length() ? pattern.charAt(p) : 0;
            boolean escaped = c == '\\' && p + 1 < pattern.length();
            char wanted = escaped ? pattern.charAt(p + 1) : c;
            if (p < pattern.length() && !escaped && c == '*') {
                star = p++;
                from = n;
            } else if (p < pattern.length() && (!escaped && c == '?' || wanted == name.charAt(n))) {
                p += escaped ? 2 : 1;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++from;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
