package io.strapwork.trust.openpgp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text with its signature in one file (RFC 9580, section 7). Nothing but white space may stand around it: what reads the text later must not see lines that nobody signed.
 *
 * @param text      what was signed, for reading: no white space at the ends of lines, which no signature covers; lines end with a line feed
 * @param signed    the same as it was signed: lines are separated by carriage return and line feed
 * @param signature the packets of its signatures
 */
record ClearSigned(byte[] text, byte[] signed, byte[] signature) {
    private static final String BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----";
    private static final String SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
    private static final int SHOWN = 40;

    static boolean isIt(byte[] head) {
        return head.length >= BEGIN.length()
                && Arrays.equals(head, 0, BEGIN.length(), BEGIN.getBytes(StandardCharsets.US_ASCII), 0, BEGIN.length());
    }

    static ClearSigned parse(byte[] file) throws MalformedException {
        String[] lines = new String(file, StandardCharsets.ISO_8859_1).split("\n", -1);
        if (!lines[0].stripTrailing().equals(BEGIN)) {
            throw new MalformedException("it does not begin with " + BEGIN);
        }
        int at = 1;
        while (at < lines.length && !lines[at].isBlank()) {
            if (!lines[at].startsWith("Hash: ")) {
                throw new MalformedException("a header of the signed text is not \"Hash\": " + shown(lines[at]));
            }
            at++;
        }
        at++;
        var text = new StringBuilder(file.length);
        var signed = new StringBuilder(file.length + lines.length);
        boolean first = true;
        while (at < lines.length && !lines[at].stripTrailing().equals(SIGNATURE)) {
            String line = unescaped(stripped(lines[at++]));
            text.append(line).append('\n');
            signed.append(first ? "" : "\r\n").append(line);
            first = false;
        }
        if (at >= lines.length) {
            throw new MalformedException("the signed text has no line " + SIGNATURE);
        }
        byte[] rest = String.join("\n", Arrays.copyOfRange(lines, at, lines.length)).getBytes(StandardCharsets.ISO_8859_1);
        return new ClearSigned(text.toString().getBytes(StandardCharsets.ISO_8859_1),
                signed.toString().getBytes(StandardCharsets.ISO_8859_1), signature(lines, at, rest));
    }

    private static byte[] signature(String[] lines, int from, byte[] rest) throws MalformedException {
        var blocks = Armor.blocks(rest);
        int end = from;
        while (end < lines.length && !lines[end].startsWith("-----END ")) {
            end++;
        }
        for (int i = end + 1; i < lines.length; i++) {
            if (!lines[i].isBlank()) {
                throw new MalformedException("the file goes on behind its signature: " + shown(lines[i]));
            }
        }
        if (blocks.size() != 1) {
            throw new MalformedException("the signed text has " + blocks.size() + " signature blocks");
        }
        return blocks.getFirst().content();
    }

    private static String stripped(String raw) {
        int end = raw.length();
        while (end > 0 && " \t\r".indexOf(raw.charAt(end - 1)) >= 0) {
            end--;
        }
        return raw.substring(0, end);
    }

    private static String unescaped(String line) throws MalformedException {
        if (line.indexOf('\r') >= 0) {
            throw new MalformedException("a line of the signed text has a carriage return within");
        }
        if (!line.startsWith("-")) {
            return line;
        }
        if (line.equals("-")) {
            return "";
        }
        if (!line.startsWith("- ")) {
            throw new MalformedException("a line of the signed text begins with a dash that is not escaped: " + shown(line));
        }
        return line.substring(2);
    }

    private static String shown(String line) {
        String text = line.stripTrailing();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
