package io.strapwork.menu.grub;

import io.strapwork.menu.grub.ScriptLexer.Kind;
import io.strapwork.menu.grub.Statement.Block;
import io.strapwork.menu.grub.Statement.Branch;
import io.strapwork.menu.grub.Statement.Command;
import io.strapwork.menu.grub.Statement.Conditional;
import io.strapwork.menu.grub.Statement.Flaw;
import io.strapwork.menu.grub.Statement.ForEach;
import io.strapwork.menu.grub.Statement.Function;
import io.strapwork.menu.grub.Statement.Repeat;
import io.strapwork.menu.grub.Statement.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses a script as GRUB's {@code parser.y} does: unit by unit. A unit with an error doesn't run; parsing continues with the line after the error, as GRUB does.
 *
 * <p>Two things that GRUB refuses are accepted because people write them, and because nothing else can be meant: a needless semicolon, and no separator before
 * the brace that ends a function.
 */
final class ScriptParser {
    /** Of blocks, loops and conditions in each other. */
    static final int NESTING = 64;

    private static final Set<String> RESERVED = Set.of("case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "select",
            "then", "until",
            "while", "function");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final ScriptText source;
    private final ScriptLexer lexer;
    private int nesting;
    private List<Function> functions = new ArrayList<>();
    private List<Flaw> forgiven = new ArrayList<>();

    private ScriptParser(ScriptText source) {
        this.source = source;
        this.lexer = new ScriptLexer(source.text());
    }

    static List<Unit> parse(ScriptText source) {
        var parser = new ScriptParser(source);
        var units = new ArrayList<Unit>();
        while (true) {
            while (parser.lexer.kind == Kind.NEWLINE) {
                parser.lexer.next();
            }
            if (parser.lexer.kind == Kind.END) {
                return units;
            }
            units.add(parser.unit());
        }
    }

    private Unit unit() {
        functions = new ArrayList<>(0);
        forgiven = new ArrayList<>(0);
        nesting = 0;
        var statements = new ArrayList<Statement>(1);
        try {
            while (lexer.kind != Kind.NEWLINE && lexer.kind != Kind.END) {
                if (lexer.kind == Kind.SEMICOLON) {
                    needless();
                } else if (lexer.is("function")) {
                    function();
                    separatorAfterStatement();
                } else {
                    statements.add(command());
                    separatorAfterStatement();
                }
            }
            lexer.next();
            return new Unit(functions, statements, null, forgiven);
        } catch (SyntaxError e) {
            lexer.skipLine();
            return new Unit(List.of(), List.of(), e.flaw, List.of());
        }
    }

    /** A newline is left for the unit to end with. */
    private void separatorAfterStatement() throws SyntaxError {
        if (lexer.kind == Kind.SEMICOLON) {
            lexer.next();
        } else if (lexer.kind != Kind.NEWLINE && lexer.kind != Kind.END) {
            throw unexpected();
        }
    }

    private void needless() {
        forgiven.add(new Flaw(lexer.offset, "GRUB would refuse this needless \";\""));
        lexer.next();
    }

    private Statement command() throws SyntaxError {
        if (lexer.kind != Kind.WORD) {
            throw unexpected();
        }
        return switch (lexer.bare()) {
            case "if" -> nested(this::conditional);
            case "for" -> nested(this::forEach);
            case "while" -> nested(() -> repeat(false));
            case "until" -> nested(() -> repeat(true));
            default -> simple();
        };
    }

    private Command simple() throws SyntaxError {
        if (RESERVED.contains(lexer.bare())) {
            throw unexpected();
        }
        int offset = lexer.offset;
        var words = new ArrayList<Word>(4);
        while (lexer.kind == Kind.WORD) {
            words.add(lexer.word);
            lexer.next();
        }
        Block block = lexer.kind == Kind.OPEN ? nested(() -> block(false)) : null;
        return new Command(offset, words, block);
    }

    /**
     * @param function the brace that ends it needs a separator before it
     */
    private Block block(boolean function) throws SyntaxError {
        int start = lexer.end();
        lexer.next();
        boolean[] separated = {false};
        List<Statement> body = commands(() -> lexer.kind == Kind.CLOSE, separated);
        int end = lexer.offset;
        if (function && !separated[0]) {
            forgiven.add(new Flaw(end, "GRUB would refuse the function: there is no \";\" before its \"}\""));
        }
        lexer.next();
        return new Block(source, start, end, body);
    }

    private void function() throws SyntaxError {
        lexer.next();
        String name = name();
        separators();
        if (lexer.kind != Kind.OPEN) {
            throw unexpected();
        }
        functions.add(new Function(name, nested(() -> block(true))));
    }

    private String name() throws SyntaxError {
        String name = lexer.bare();
        if (RESERVED.contains(name) || !NAME.matcher(name).matches()) {
            throw unexpected();
        }
        lexer.next();
        return name;
    }

    private Conditional conditional() throws SyntaxError {
        var branches = new ArrayList<Branch>(1);
        List<Statement> otherwise = List.of();
        do {
            lexer.next();
            List<Statement> condition = commandsUpTo("then");
            lexer.next();
            List<Statement> body = commandsUpTo("fi", "else", "elif");
            branches.add(new Branch(condition, body));
        } while (lexer.is("elif"));
        if (lexer.is("else")) {
            lexer.next();
            otherwise = commandsUpTo("fi");
        }
        lexer.next();
        return new Conditional(branches, otherwise);
    }

    private ForEach forEach() throws SyntaxError {
        lexer.next();
        String variable = name();
        expect("in");
        var words = new ArrayList<Word>();
        while (lexer.kind == Kind.WORD) {
            words.add(lexer.word);
            lexer.next();
        }
        if (!separators()) {
            throw unexpected();
        }
        expect("do");
        List<Statement> body = commandsUpTo("done");
        lexer.next();
        return new ForEach(variable, words, body);
    }

    private Repeat repeat(boolean until) throws SyntaxError {
        lexer.next();
        List<Statement> condition = commandsUpTo("do");
        lexer.next();
        List<Statement> body = commandsUpTo("done");
        lexer.next();
        return new Repeat(until, condition, body);
    }

    private void expect(String reserved) throws SyntaxError {
        if (!lexer.is(reserved)) {
            throw unexpected();
        }
        lexer.next();
    }

    /** At least one command, each with a separator; stands on the word that ends them. */
    private List<Statement> commandsUpTo(String... ends) throws SyntaxError {
        Predicate<ScriptLexer> end = token -> {
            for (String word : ends) {
                if (token.is(word)) {
                    return true;
                }
            }
            return false;
        };
        boolean[] separated = {false};
        List<Statement> commands = commands(() -> end.test(lexer), separated);
        if (!separated[0]) {
            throw unexpected();
        }
        return commands;
    }

    private List<Statement> commands(End end, boolean[] separated) throws SyntaxError {
        var commands = new ArrayList<Statement>(4);
        while (lexer.kind == Kind.NEWLINE || lexer.kind == Kind.SEMICOLON) {
            if (lexer.kind == Kind.SEMICOLON) {
                needless();
            } else {
                lexer.next();
            }
        }
        do {
            commands.add(command());
            separated[0] = separators();
            if (!separated[0] && !end.reached()) {
                throw unexpected();
            }
        } while (!end.reached());
        return commands;
    }

    /** Whether there was one. */
    private boolean separators() {
        boolean first = true;
        while (lexer.kind == Kind.NEWLINE || lexer.kind == Kind.SEMICOLON) {
            if (!first && lexer.kind == Kind.SEMICOLON) {
                needless();
            } else {
                lexer.next();
            }
            first = false;
        }
        return !first;
    }

    private <T> T nested(Rule<T> rule) throws SyntaxError {
        if (++nesting > NESTING) {
            throw new SyntaxError(new Flaw(lexer.offset, "blocks are nested deeper than " + NESTING));
        }
        T parsed = rule.parse();
        nesting--;
        return parsed;
    }

    private SyntaxError unexpected() {
        String text = source.text();
        boolean unfinished = lexer.kind == Kind.BAD && lexer.end() >= text.length();
        String what = switch (lexer.kind) {
            case END -> "the file ends too early";
            case NEWLINE -> "the line ends too early";
            case BAD -> unfinished ? "a quote or a continued line has no end" : "a \"$\" has no name";
            default -> "\"" + text.substring(lexer.offset, Math.min(lexer.end(), lexer.offset + 40)) + "\" is not expected here";
        };
        return new SyntaxError(new Flaw(Math.min(lexer.offset, Math.max(0, text.length() - 1)), what));
    }

    private interface End {
        boolean reached();
    }

    private interface Rule<T extends @Nullable Object> {
        T parse() throws SyntaxError;
    }

    private static final class SyntaxError extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Flaw flaw;

        SyntaxError(Flaw flaw) {
            super(flaw.what(), null, false, false);
            this.flaw = flaw;
        }
    }
}
