package io.strapwork.menu.grub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * An extended regular expression (POSIX.1-2017, XBD 9.4) that takes time proportional to its own size times that of the text, whatever both are: they come from
 * strangers. Finds the leftmost, longest match.
 */
final class PosixPattern {
    private static final int NESTING = 50;
    private static final int INSTRUCTIONS = 5_000;
    private static final int MOST_REPEATS = 255;

    private enum Step {
        CHARACTER, SPLIT, JUMP, SAVE, START, END, MATCH
    }

    /**
     * @param x    the next instruction, or what is saved
     * @param y    of a split, the one to try after {@code x}
     * @param what of a character
     */
    private record Instruction(Step step, int x, int y, @Nullable IntPredicate what) {}

    private final List<Instruction> program;
    private final int groups;

    private PosixPattern(List<Instruction> program, int groups) {
        this.program = program;
        this.groups = groups;
    }

    int size() {
        return program.size();
    }

    /** Empty when it is not well-formed, or too large. */
    static Optional<PosixPattern> compile(String expression) {
        var compiler = new Compiler(expression);
        try {
            int[] range = compiler.alternatives(0);
            if (compiler.at < expression.length()) {
                return Optional.empty();
            }
            compiler.emit(Step.MATCH, 0, 0, null);
            return Optional.of(new PosixPattern(compiler.shifted(range), compiler.groups));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Begin and end of the match and of each group, -1 where a group took no part; empty when there is no match. */
    Optional<int[]> find(String text) {
        int[] best = null;
        List<Thread> threads = new ArrayList<>();
        for (int at = 0; at <= text.length(); at++) {
            var next = new ArrayList<Thread>();
            var seen = new boolean[program.size()];
            int position = at;
            List<Thread> now = new ArrayList<>();
            for (Thread thread : threads) {
                follow(thread, position, text.length(), seen, now);
            }
            if (best == null) {
                int[] saved = new int[2 * groups + 2];
                Arrays.fill(saved, -1);
                saved[0] = at;
                follow(new Thread(0, saved), position, text.length(), seen, now);
            }
            for (Thread thread : now) {
                Instruction instruction = program.get(thread.at);
                if (instruction.step == Step.MATCH) {
                    if (best == null || thread.saved[0] < best[0] || thread.saved[0] == best[0] && at > best[1]) {
                        best = thread.saved.clone();
                        best[1] = at;
                    }
                } else if (at < text.length() && instruction.what != null && instruction.what.test(text.charAt(at))
                        && (best == null || thread.saved[0] <= best[0])) {
                    next.add(new Thread(thread.at + 1, thread.saved));
                }
            }
            threads = next;
            if (threads.isEmpty() && best != null) {
                break;
            }
        }
        return Optional.ofNullable(best);
    }

    private record Thread(int at, int[] saved) {}

    /** Goes on to the next instructions that take a character, or match. */
    private void follow(Thread from, int position, int length, boolean[] seen, List<Thread> into) {
        var open = new ArrayDeque<Thread>();
        open.push(from);
        while (!open.isEmpty()) {
            Thread thread = open.pop();
            if (seen[thread.at]) {
                continue;
            }
            seen[thread.at] = true;
            Instruction instruction = program.get(thread.at);
            switch (instruction.step) {
                case CHARACTER, MATCH -> into.add(thread);
                case JUMP -> open.push(new Thread(instruction.x, thread.saved));
                case SPLIT -> {
                    open.push(new Thread(instruction.y, thread.saved));
                    open.push(new Thread(instruction.x, thread.saved));
                }
                case SAVE -> {
                    int[] saved = thread.saved.clone();
                    saved[instruction.x] = position;
                    open.push(new Thread(thread.at + 1, saved));
                }
                case START -> {
                    if (position == 0) {
                        open.push(new Thread(thread.at + 1, thread.saved));
                    }
                }
                case END -> {
                    if (position == length) {
                        open.push(new Thread(thread.at + 1, thread.saved));
                    }
                }
            }
        }
    }

    /** Emits code that counts its targets from its own beginning, so that it can be repeated. */
    private static final class Compiler {
        private final String text;
        private List<Instruction> code = new ArrayList<>();
        private int at;
        private int groups;

        Compiler(String text) {
            this.text = text;
        }

        void emit(Step step, int x, int y, @Nullable IntPredicate what) {
            if (code.size() >= INSTRUCTIONS) {
                throw new IllegalArgumentException("too large");
            }
            code.add(new Instruction(step, x, y, what));
        }

        List<Instruction> shifted(int[] range) {
            return List.copyOf(code.subList(range[0], code.size()));
        }

        /** Takes away what was emitted since, and gives it with targets from 0 on. */
        private List<Instruction> cut(int start) {
            List<Instruction> taken = new ArrayList<>();
            for (Instruction i : code.subList(start, code.size())) {
                boolean jumps = i.step == Step.JUMP || i.step == Step.SPLIT;
                taken.add(jumps ? new Instruction(i.step, i.x - start, i.y - start, null) : i);
            }
            code = new ArrayList<>(code.subList(0, start));
            return taken;
        }

        private void append(List<Instruction> taken) {
            int start = code.size();
            for (Instruction i : taken) {
                boolean jumps = i.step == Step.JUMP || i.step == Step.SPLIT;
                emit(i.step, jumps ? i.x + start : i.x, jumps ? i.y + start : i.y, i.what);
            }
        }

        int[] alternatives(int depth) {
            if (depth > NESTING) {
                throw new IllegalArgumentException("nested too deep");
            }
            int start = code.size();
            List<List<Instruction>> branches = new ArrayList<>();
            do {
                int branch = code.size();
                sequence(depth);
                branches.add(cut(branch));
            } while (at < text.length() && text.charAt(at) == '|' && at++ >= 0);
            for (int i = 0; i < branches.size() - 1; i++) {
                int rest = branches.subList(i + 1, branches.size()).stream().mapToInt(b -> b.size() + 2).sum() - 2;
                List<Instruction> branch = branches.get(i);
                emit(Step.SPLIT, code.size() + 1, code.size() + branch.size() + 2, null);
                append(branch);
                emit(Step.JUMP, code.size() + 1 + rest, 0, null);
            }
            append(branches.getLast());
            return new int[]{start, code.size()};
        }

        private void sequence(int depth) {
            while (at < text.length() && text.charAt(at) != '|' && !(text.charAt(at) == ')' && depth > 0)) {
                int start = code.size();
                atom(depth);
                while (at < text.length() && "*+?{".indexOf(text.charAt(at)) >= 0) {
                    repeat(start);
                }
            }
        }

        private void atom(int depth) {
            char c = text.charAt(at++);
            switch (c) {
                case '(' -> {
                    int group = ++groups;
                    emit(Step.SAVE, 2 * group, 0, null);
                    alternatives(depth + 1);
                    if (at >= text.length()) {
                        throw new IllegalArgumentException("no )");
                    }
                    at++;
                    emit(Step.SAVE, 2 * group + 1, 0, null);
                }
                case '^' -> emit(Step.START, 0, 0, null);
                case '$' -> emit(Step.END, 0, 0, null);
                case '.' -> emit(Step.CHARACTER, 0, 0, any -> true);
                case '[' -> emit(Step.CHARACTER, 0, 0, bracket());
                case '\\' -> {
                    if (at >= text.length()) {
                        throw new IllegalArgumentException("trailing backslash");
                    }
                    emit(Step.CHARACTER, 0, 0, escaped(text.charAt(at++)));
                }
                case '*', '+', '?' -> throw new IllegalArgumentException("nothing to repeat");
                default -> emit(Step.CHARACTER, 0, 0, other -> other == c);
            }
        }

        private static IntPredicate escaped(char c) {
            return switch (c) {
                case 'w' -> other -> ScriptLexer.letter((char) other) || ScriptLexer.digit((char) other);
                case 'W' -> other -> !ScriptLexer.letter((char) other) && !ScriptLexer.digit((char) other);
                case 's' -> Character::isWhitespace;
                case 'S' -> other -> !Character.isWhitespace(other);
                default -> other -> other == c;
            };
        }

        private IntPredicate bracket() {
            boolean negative = at < text.length() && text.charAt(at) == '^';
            at += negative ? 1 : 0;
            IntPredicate any = c -> false;
            for (int first = at; at < text.length() && (text.charAt(at) != ']' || at == first);) {
                if (text.startsWith("[:", at) && text.indexOf(":]", at) > 0) {
                    int end = text.indexOf(":]", at);
                    any = any.or(named(text.substring(at + 2, end)));
                    at = end + 2;
                    continue;
                }
                char low = text.charAt(at++);
                char high = low;
                if (at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
                    high = text.charAt(at + 1);
                    at += 2;
                }
                char last = high;
                any = any.or(c -> c >= low && c <= last);
            }
            if (at >= text.length()) {
                throw new IllegalArgumentException("no ]");
            }
            at++;
            return negative ? any.negate() : any;
        }

        private static IntPredicate named(String name) {
            return switch (name) {
                case "alpha" -> c -> ScriptLexer.letter((char) c) && c != '_';
                case "digit" -> c -> ScriptLexer.digit((char) c);
                case "alnum" -> c -> ScriptLexer.letter((char) c) && c != '_' || ScriptLexer.digit((char) c);
                case "upper" -> c -> c >= 'A' && c <= 'Z';
                case "lower" -> c -> c >= 'a' && c <= 'z';
                case "space" -> Character::isWhitespace;
                case "blank" -> c -> c == ' ' || c == '\t';
                case "xdigit" -> c -> Character.digit(c, 16) >= 0 && c < 128;
                case "punct" -> c -> c > 32 && c < 127 && !Character.isLetterOrDigit(c);
                default -> throw new IllegalArgumentException("no class " + name);
            };
        }

        private void repeat(int start) {
            List<Instruction> atom = cut(start);
            char c = text.charAt(at++);
            switch (c) {
                case '*' -> times(atom, 0, -1);
                case '+' -> times(atom, 1, -1);
                case '?' -> times(atom, 0, 1);
                default -> {
                    int low = number();
                    int high = low;
                    if (at < text.length() && text.charAt(at) == ',') {
                        at++;
                        high = at < text.length() && ScriptLexer.digit(text.charAt(at)) ? number() : -1;
                    }
                    if (at >= text.length() || text.charAt(at++) != '}' || high >= 0 && high < low) {
                        throw new IllegalArgumentException("no repetition");
                    }
                    times(atom, low, high);
                }
            }
        }

        private int number() {
            int start = at;
            int value = 0;
            while (at < text.length() && ScriptLexer.digit(text.charAt(at)) && value <= MOST_REPEATS) {
                value = value * 10 + text.charAt(at++) - '0';
            }
            if (at == start || value > MOST_REPEATS) {
                throw new IllegalArgumentException("no number");
            }
            return value;
        }

        private void times(List<Instruction> atom, int low, int high) {
            for (int i = 0; i < low; i++) {
                append(atom);
            }
            if (high < 0) {
                int loop = code.size();
                emit(Step.SPLIT, loop + 1, loop + atom.size() + 2, null);
                append(atom);
                emit(Step.JUMP, loop, 0, null);
            }
            for (int i = low; i < high; i++) {
                emit(Step.SPLIT, code.size() + 1, code.size() + 1 + atom.size(), null);
                append(atom);
            }
        }
    }
}
