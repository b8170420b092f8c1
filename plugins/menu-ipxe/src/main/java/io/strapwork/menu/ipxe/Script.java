package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.BootUri;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A script cut into lines, as iPXE's image/script.c does. Equal only to itself. */
final class Script {
    private static final int MAGIC_BYTES = 7;
    private static final long LOOKED_AT = 4_096;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final BootUri uri;
    private final List<Line> lines;
    private final Map<String, Integer> labels;

    private Script(BootUri uri, List<Line> lines, Map<String, Integer> labels) {
        this.uri = uri;
        this.lines = lines;
        this.labels = labels;
    }

    /** Whether iPXE would take these bytes for a script: {@code #!ipxe} or {@code #!gpxe}, and white space. */
    static boolean hasMagic(MemorySegment file) {
        if (file.byteSize() < MAGIC_BYTES) {
            return false;
        }
        String start = new String(file.asSlice(0, MAGIC_BYTES).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
        return (start.startsWith("#!ipxe") || start.startsWith("#!gpxe")) && isSpace(start.charAt(MAGIC_BYTES - 1));
    }

    /** Text has no NUL near its begin. */
    static boolean isBinary(MemorySegment file) {
        for (long i = 0; i < Math.min(file.byteSize(), LOOKED_AT); i++) {
            if (file.get(ValueLayout.JAVA_BYTE, i) == 0) {
                return true;
            }
        }
        return false;
    }

    static Script of(BootUri uri, MemorySegment file) {
        String text = new String(file.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        return of(uri, text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    }

    static Script of(BootUri uri, String text) {
        var lines = new ArrayList<Line>();
        var labels = new HashMap<String, Integer>();
        var open = new OpenLine();
        int number = 0;
        for (int from = 0; from < text.length();) {
            int end = text.indexOf('\n', from);
            int until = end < 0 ? text.length() : end;
            boolean continued = open.add(text.substring(from, until), ++number);
            from = until + 1;
            if (!continued) {
                Line line = open.close();
                if (line.label() != null) {
                    labels.putIfAbsent(line.label(), lines.size());
                }
                lines.add(line);
                open = new OpenLine();
            }
        }
        return new Script(uri, lines, labels);
    }

    BootUri uri() {
        return uri;
    }

    int size() {
        return lines.size();
    }

    Line line(int index) {
        return lines.get(index);
    }

    /** The first line with a label, as {@code goto} finds it. */
    OptionalInt find(String label) {
        Integer index = labels.get(label);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** C's isspace. */
    static boolean isSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    /** A line under way: iPXE joins it with the next one at a backslash, without a space. */
    private static final class OpenLine {
        private final StringBuilder text = new StringBuilder();
        private final List<Piece> pieces = new ArrayList<>();

        /** @return whether another one belongs to it */
        boolean add(String physical, int number) {
            pieces.add(new Piece(text.length(), number));
            text.append(physical);
            if (ends('\r')) {
                text.setLength(text.length() - 1);
            }
            boolean continued = ends('\\');
            if (continued) {
                text.setLength(text.length() - 1);
            }
            return continued;
        }

        private boolean ends(char c) {
            return !text.isEmpty() && text.charAt(text.length() - 1) == c;
        }

        Line close() {
            int nul = text.indexOf("\0");
            return Line.of(nul < 0 ? text.toString() : text.substring(0, nul), pieces);
        }
    }

    /** Where in a line a line of the file begins. */
    private record Piece(int offset, int number) {}

    /** Where something stands in the file, from 1 on. */
    record Place(int line, int column) {}

    /** @param offset from the line's begin */
    record Token(String text, int offset) {}

    /** @param label null when it has none */
    record Line(@Nullable String label, List<Token> tokens, List<Piece> pieces) {
        private static Line of(String text, List<Piece> pieces) {
            var tokens = new ArrayList<Token>();
            for (int at = 0; at < text.length();) {
                if (isSpace(text.charAt(at))) {
                    at++;
                    continue;
                }
                int start = at;
                while (at < text.length() && !isSpace(text.charAt(at))) {
                    at++;
                }
                tokens.add(new Token(text.substring(start, at), start));
            }
            boolean labelled = !tokens.isEmpty() && tokens.getFirst().text().startsWith(":");
            String label = labelled ? tokens.getFirst().text().substring(1) : null;
            return new Line(label, List.copyOf(labelled ? tokens.subList(1, tokens.size()) : tokens), List.copyOf(pieces));
        }

        Place place(int offset) {
            Piece found = pieces.getFirst();
            for (Piece piece : pieces) {
                if (piece.offset() <= offset) {
                    found = piece;
                }
            }
            return new Place(found.number(), offset - found.offset() + 1);
        }
    }
}
