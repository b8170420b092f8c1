package io.strapwork.runtime.catalogue;

/** Forms of names that come from outside. Written out, without regular expressions: they are checked on every start. */
final class Names {
    private static final int LONGEST = 512;

    private Names() {}

    /** An id or a key: lower-case letters, digits, and hyphens or underscores between them. */
    static boolean isId(String text) {
        if (text.isEmpty() || text.length() > 64) {
            return false;
        }
        boolean between = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean separator = c == '-' || c == '_';
            if (separator ? between : !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9')) {
                return false;
            }
            between = separator;
        }
        return !between;
    }

    /** A binary class name. */
    static boolean isClass(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return false;
        }
        boolean start = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (start) {
                    return false;
                }
                start = true;
            } else if (start ? !Character.isJavaIdentifierStart(c) : !Character.isJavaIdentifierPart(c)) {
                return false;
            } else {
                start = false;
            }
        }
        return !start;
    }
}
