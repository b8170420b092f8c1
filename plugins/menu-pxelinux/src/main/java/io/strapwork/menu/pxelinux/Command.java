package io.strapwork.menu.pxelinux;

import java.util.ArrayList;
import java.util.List;

/** What could be typed at Syslinux' prompt: a label or an image, and arguments. */
record Command(Place place, String text) {
    String program() {
        return text.substring(0, Statement.skipWord(text, 0));
    }

    String arguments() {
        return Statement.strip(text.substring(Statement.skipWord(text, 0)));
    }

    static List<String> words(String text) {
        var words = new ArrayList<String>();
        int at = Statement.skipSpace(text, 0);
        while (at < text.length()) {
            int end = Statement.skipWord(text, at);
            words.add(text.substring(at, end));
            at = Statement.skipSpace(text, end);
        }
        return words;
    }

    static String join(String left, String right) {
        if (left.isEmpty() || right.isEmpty()) {
            return left.isEmpty() ? right : left;
        }
        return left + " " + right;
    }
}
