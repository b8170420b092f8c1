package io.strapwork.menu.grub;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.grub.Word.Composed;
import io.strapwork.menu.grub.Word.Piece;
import io.strapwork.menu.grub.Word.Plain;
import io.strapwork.menu.grub.Word.Quoted;
import io.strapwork.menu.grub.Word.Text;
import io.strapwork.menu.grub.Word.Translated;
import io.strapwork.menu.grub.Word.Variable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the words of one command into its arguments ({@code grub_script_arglist_to_argv}). */
final class Expansion {
    /** An argument costs as much as so many characters. */
    private static final int ARGUMENT = 16;

    private final ScriptRunner runner;
    private final List<String> done = new ArrayList<>();
    /** The argument so far, with a backslash before what must not match file names. */
    private @Nullable StringBuilder current;
    private long characters;

    private Expansion(ScriptRunner runner) {
        this.runner = runner;
    }

    static List<String> expand(List<Word> words, ScriptRunner runner) throws FetchException {
        var expansion = new Expansion(runner);
        for (Word word : words) {
            if (word instanceof Plain plain && !Globbing.asks(plain.text())) {
                expansion.characters += plain.text().length();
                expansion.done.add(plain.text());
                continue;
            }
            List<Piece> pieces = word instanceof Composed composed ? composed.pieces() : List.of(new Text(((Plain) word).text()));
            for (Piece piece : pieces) {
                expansion.add(piece);
            }
            expansion.end();
        }
        runner.budget().checkSize(expansion.characters);
        runner.budget().characters(expansion.characters + (long) ARGUMENT * expansion.done.size());
        return expansion.done;
    }

    private void add(Piece piece) throws FetchException {
        switch (piece) {
            case Text text -> append(text.escaped());
            case Quoted quoted -> append(protect(quoted.text()));
            case Translated translated -> append(protect(translate(translated.text())));
            case Variable variable -> {
                if (variable.quoted()) {
                    quotedVariable(variable.name());
                } else {
                    variable(variable.name());
                }
            }
        }
    }

    private void append(String escaped) throws FetchException {
        StringBuilder argument = current == null ? new StringBuilder() : current;
        current = argument.append(escaped);
        characters += escaped.length();
        runner.budget().checkSize(characters);
    }

    private void end() throws FetchException {
        StringBuilder argument = current;
        current = null;
        if (argument == null) {
            return;
        }
        List<String> files = Globbing.asks(argument) ? new Globbing(runner).expand(argument.toString()) : List.of();
        if (files.isEmpty()) {
            done.add(Globbing.unescape(argument));
        } else {
            done.addAll(files);
        }
    }

    private static String protect(String text) {
        if (text.indexOf('\\') < 0 && text.indexOf('*') < 0 && text.indexOf('?') < 0) {
            return text;
        }
        var escaped = new StringBuilder(text.length() + 8);
        for (char c : text.toCharArray()) {
            if (c == '\\' || c == '*' || c == '?') {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }

    private void quotedVariable(String name) throws FetchException {
        List<String> parameters = runner.parameters();
        switch (name) {
            case "@" -> {
                for (int i = 0; i < parameters.size(); i++) {
                    if (i > 0) {
                        end();
                    }
                    append(protect(parameters.get(i)));
                }
            }
            case "*" -> append(protect(String.join(" ", parameters)));
            default -> append(protect(value(name)));
        }
    }

    private void variable(String name) throws FetchException {
        if (name.equals("@") || name.equals("*")) {
            List<String> parameters = runner.parameters();
            for (int i = 0; i < parameters.size(); i++) {
                if (i > 0) {
                    end();
                }
                split(parameters.get(i));
            }
        } else {
            split(value(name));
        }
    }

    /** Blanks at the beginning and at the end separate nothing. */
    private void split(String value) throws FetchException {
        int at = skip(value, 0);
        while (at < value.length()) {
            int start = at;
            while (at < value.length() && !blank(value.charAt(at))) {
                at++;
            }
            // file names are matched in values, too; a backslash in one is a backslash
            append(value.substring(start, at).replace("\\", "\\\\"));
            at = skip(value, at);
            if (at < value.length()) {
                end();
            }
        }
    }

    private static int skip(String value, int from) {
        int at = from;
        while (at < value.length() && blank(value.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    private String value(String name) {
        char first = name.charAt(0);
        if (ScriptLexer.digit(first)) {
            List<String> parameters = runner.parameters();
            int number = name.length() > 6 ? 0 : Integer.parseInt(name);
            return number > 0 && number <= parameters.size() ? parameters.get(number - 1) : "";
        }
        return switch (first) {
            case '#' -> runner.called() ? Integer.toString(runner.parameters().size()) : "";
            case '?' -> Integer.toString(runner.status());
            default -> runner.variables().get(name);
        };
    }

    /** No translation is known here; variables are replaced all the same ({@code gettext_append}). */
    private String translate(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && (text.charAt(i + 1) == '\\' || text.charAt(i + 1) == '$')) {
                out.append(text.charAt(++i));
            } else if (c == '$') {
                boolean braces = text.startsWith("{", i + 1);
                int start = i + (braces ? 2 : 1);
                int end = start;
                while (end < text.length() && (ScriptLexer.letter(text.charAt(end)) || ScriptLexer.digit(text.charAt(end)))) {
                    end++;
                }
                if (end == start || braces && !text.startsWith("}", end)) {
                    out.append(c);
                } else {
                    out.append(ScriptLexer.digit(text.charAt(start)) ? "" : value(text.substring(start, end)));
                    i = end - (braces ? 0 : 1);
                }
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
