package io.strapwork.menu.grub;

import java.util.List;

/** A word of a script, before its variables are replaced. */
sealed interface Word {
    /** Only characters that mean themselves. */
    record Plain(String text) implements Word {}

    /** May have no piece at all, after a line that was continued: then it is not an argument. */
    record Composed(List<Piece> pieces) implements Word {}

    /** What a word is put together from. */
    sealed interface Piece {}

    /** Outside of quotes: a backslash still protects the character after it, and {@code *} and {@code ?} match file names. */
    record Text(String escaped) implements Piece {}

    /** From within quotes. */
    record Quoted(String text) implements Piece {}

    /**
     * @param quoted in double quotes: its value is not split into words
     */
    record Variable(String name, boolean quoted) implements Piece {}

    /** {@code $"…"}, which GRUB looks up in its translations. */
    record Translated(String text) implements Piece {}
}
