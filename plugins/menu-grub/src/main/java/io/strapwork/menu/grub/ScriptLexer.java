package io.strapwork.menu.grub;

import io.strapwork.menu.grub.Word.Composed;
import io.strapwork.menu.grub.Word.Piece;
import io.strapwork.menu.grub.Word.Plain;
import io.strapwork.menu.grub.Word.Quoted;
import io.strapwork.menu.grub.Word.Text;
import io.strapwork.menu.grub.Word.Translated;
import io.strapwork.menu.grub.Word.Variable;
import java.util.ArrayList;
import java.util.List;

/** Splits a script into tokens as GRUB's {@code yylex.l} does. Stands on one token at a time. */
final class ScriptLexer {
    enum Kind {
        END, NEWLINE, SEMICOLON, OPEN, CLOSE, WORD,
        /** Tokens that the lexer knows and no rule of the grammar takes: {@code && || | & < > ;; [[ ]]}. */
        UNUSED,
        /** A quote without an end, a dollar sign without a name. */
        BAD
    }

    private final String text;
    private int at;

    Kind kind = Kind.END;
    int offset;
    Word word = new Plain("");

    ScriptLexer(String text) {
        this.text = text;
        next();
    }

    /** Behind the current token. */
    int end() {
        return at;
    }

    /** The token's text when it is a word without quotes, variables and escapes, else empty. */
    String bare() {
        return kind == Kind.WORD && word instanceof Plain plain ? plain.text() : "";
    }

    /** Whether the current token is this reserved word. Reserved words are arguments like others where a command takes arguments. */
    boolean is(String reserved) {
        return kind == Kind.WORD && word instanceof Plain plain && plain.text().equals(reserved);
    }

    /** Goes on behind the line that the current token ends in. */
    void skipLine() {
        int newline = text.indexOf('\n', kind == Kind.NEWLINE ? offset : Math.min(at, text.length()));
        at = newline < 0 ? text.length() : newline + 1;
        next();
    }

    void next() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        offset = at;
        if (at >= text.length()) {
            kind = Kind.END;
            return;
        }
        char c = text.charAt(at);
        switch (c) {
            case '#' -> {
                at = text.indexOf('\n', at);
                offset = at;
                kind = Kind.NEWLINE;
                at++;
            }
            case '\n' -> single(Kind.NEWLINE);
            case '{' -> single(Kind.OPEN);
            case '}' -> single(Kind.CLOSE);
            case '<', '>' -> single(Kind.UNUSED);
            case ';' -> twice(c, Kind.SEMICOLON);
            case '|', '&' -> twice(c, Kind.UNUSED);
            default -> word();
        }
    }

    private void single(Kind found) {
        kind = found;
        at++;
    }

    private void twice(char c, Kind once) {
        boolean two = at + 1 < text.length() && text.charAt(at + 1) == c;
        kind = two ? Kind.UNUSED : once;
        at += two ? 2 : 1;
    }

    private void word() {
        int start = at;
        while (plain(text.charAt(at))) {
            at++;
        }
        char stop = text.charAt(at);
        if (stop != '\'' && stop != '"' && stop != '\\' && stop != '$') {
            String bare = text.substring(start, at);
            kind = bare.equals("[[") || bare.equals("]]") ? Kind.UNUSED : Kind.WORD;
            word = new Plain(bare);
            return;
        }
        List<Piece> pieces = new ArrayList<>(4);
        var run = new StringBuilder(at - start + 16).append(text, start, at);
        kind = Kind.WORD;
        while (kind == Kind.WORD && piece(pieces, run)) {
            // piece by piece
        }
        flush(pieces, run);
        if (at == start) {
            kind = Kind.BAD;
            at++;
        }
        word = new Composed(List.copyOf(pieces));
    }

    /** What ends the run of characters outside of quotes. */
    private static boolean plain(char c) {
        return switch (c) {
            case '{', '}', '|', '&', '$', ';', '<', '>', ' ', '\t', '\n', '\'', '"', '\\' -> false;
            default -> true;
        };
    }

    /** One more piece of a word; false at its end. */
    private boolean piece(List<Piece> pieces, StringBuilder run) {
        if (at >= text.length()) {
            return false;
        }
        char c = text.charAt(at);
        switch (c) {
            case '\\' -> escape(run);
            case '\'' -> {
                flush(pieces, run);
                int end = text.indexOf('\'', at + 1);
                if (end < 0) {
                    unfinished();
                } else {
                    pieces.add(new Quoted(text.substring(at + 1, end)));
                    at = end + 1;
                }
            }
            case '"' -> {
                flush(pieces, run);
                at++;
                doubleQuoted(pieces);
            }
            case '$' -> {
                if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                    flush(pieces, run);
                    at += 2;
                    translated(pieces);
                } else {
                    String name = variable();
                    if (name.isEmpty()) {
                        return false;
                    }
                    flush(pieces, run);
                    pieces.add(new Variable(name, false));
                }
            }
            default -> {
                if (!plain(c)) {
                    return false;
                }
                run.append(c);
                at++;
            }
        }
        return true;
    }

    private static void flush(List<Piece> pieces, StringBuilder run) {
        if (!run.isEmpty()) {
            pieces.add(new Text(run.toString()));
            run.setLength(0);
        }
    }

    private void unfinished() {
        kind = Kind.BAD;
        at = text.length();
    }

    private void escape(StringBuilder run) {
        // the newline after the text's last line is ours: there is no line to continue with
        if (at + 2 >= text.length()) {
            unfinished();
            return;
        }
        if (text.charAt(at + 1) != '\n') {
            run.append(text, at, at + 2);
        }
        at += 2;
    }

    private void doubleQuoted(List<Piece> pieces) {
        var run = new StringBuilder();
        boolean empty = true;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                if (empty || !run.isEmpty()) {
                    pieces.add(new Quoted(run.toString()));
                }
                at++;
                return;
            }
            if (c == '\\' && at + 1 < text.length()) {
                char escaped = text.charAt(at + 1);
                if (escaped == '$' || escaped == '\\' || escaped == '"') {
                    run.append(escaped);
                } else if (escaped != '\n') {
                    run.append(c).append(escaped);
                }
                at += 2;
            } else if (c == '$') {
                String name = variable();
                if (name.isEmpty()) {
                    kind = Kind.BAD;
                    return;
                }
                // an empty piece keeps the argument when the variable is empty
                pieces.add(new Quoted(run.toString()));
                run.setLength(0);
                pieces.add(new Variable(name, true));
                empty = false;
            } else {
                run.append(c);
                at++;
            }
        }
        unfinished();
    }

    private void translated(List<Piece> pieces) {
        var run = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                pieces.add(new Translated(run.toString()));
                at++;
                return;
            }
            if (c == '\\' && at + 1 < text.length()) {
                char escaped = text.charAt(at + 1);
                if (escaped == '"') {
                    run.append('"');
                } else if (escaped != '\n') {
                    run.append(c).append(escaped);
                }
                at += 2;
            } else {
                run.append(c);
                at++;
            }
        }
        unfinished();
    }

    /** Reads {@code $name} or <code>${name}</code>; empty, without a step, when there is none. */
    private String variable() {
        boolean braces = at + 1 < text.length() && text.charAt(at + 1) == '{';
        int start = at + (braces ? 2 : 1);
        int end = start;
        if (end < text.length()) {
            char c = text.charAt(end);
            if (c == '?' || c == '#' || c == '*' || c == '@') {
                end++;
            } else if (digit(c)) {
                while (end < text.length() && digit(text.charAt(end))) {
                    end++;
                }
            } else if (letter(c)) {
                while (end < text.length() && (letter(text.charAt(end)) || digit(text.charAt(end)))) {
                    end++;
                }
            }
        }
        if (end == start || braces && (end >= text.length() || text.charAt(end) != '}')) {
            return "";
        }
        at = end + (braces ? 1 : 0);
        return text.substring(start, end);
    }

    static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean letter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }
}
