package io.strapwork.menu.grub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement of GRUB's script language, as its {@code parser.y} has them. */
sealed interface Statement {
    /**
     * @param offset in its {@link ScriptText}
     * @param block  the commands in braces at its end
     */
    record Command(int offset, List<Word> words, @Nullable Block block) implements Statement {}

    /**
     * @param branches  {@code if} and each {@code elif}; at least one
     * @param otherwise of {@code else}; may be empty
     */
    record Conditional(List<Branch> branches, List<Statement> otherwise) implements Statement {}

    record Branch(List<Statement> condition, List<Statement> body) {}

    record ForEach(String variable, List<Word> words, List<Statement> body) implements Statement {}

    /**
     * @param until the loop ends when the condition holds
     */
    record Repeat(boolean until, List<Statement> condition, List<Statement> body) implements Statement {}

    /**
     * Commands that run later, with where they are written.
     *
     * @param start offset behind the opening brace
     * @param end   offset of the closing brace
     */
    record Block(ScriptText text, int start, int end, List<Statement> body) {}

    record Function(String name, Block body) {}

    /**
     * What is wrong, and where.
     *
     * @param offset in its {@link ScriptText}
     */
    record Flaw(int offset, String what) {}

    /**
     * What GRUB parses in one go, then runs: a line, with all lines that its blocks, quotes and loops take.
     *
     * @param functions defined once the unit is parsed
     * @param flaw      why nothing of it runs
     * @param forgiven  what GRUB would have refused it for
     */
    record Unit(List<Function> functions, List<Statement> statements, @Nullable Flaw flaw, List<Flaw> forgiven) {}
}
