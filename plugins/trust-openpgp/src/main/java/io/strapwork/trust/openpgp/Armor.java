package io.strapwork.trust.openpgp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * ASCII armor (RFC 9580, section 6.2). Text around the blocks is skipped, as GnuPG skips it; headers are, too. The checksum is optional, and checked where it is.
 *
 * @param label {@code "PGP SIGNATURE"}
 */
record Armor(String label, byte[] content) {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int CRC_INIT = 0xb704ce;
    private static final int CRC_POLYNOMIAL = 0x864cfb;

    /** Whether it looks like text with a block in it. */
    static boolean isArmored(byte[] file) {
        int length = Math.min(file.length, 1 << 16);
        return file.length > 0 && file[0] >= 0 && new String(file, 0, length, StandardCharsets.ISO_8859_1).contains(BEGIN);
    }

    /** All blocks, in order. @throws MalformedException for one that is not as it should be */
    static List<Armor> blocks(byte[] file) throws MalformedException {
        var blocks = new ArrayList<Armor>();
        String[] lines = new String(file, StandardCharsets.ISO_8859_1).split("\n", -1);
        int at = 0;
        while (at < lines.length) {
            Optional<String> label = label(lines[at++], BEGIN);
            if (label.isEmpty()) {
                continue;
            }
            int end = at;
            while (end < lines.length && label(lines[end], END).isEmpty()) {
                end++;
            }
            if (end == lines.length || !label(lines[end], END).equals(label)) {
                throw new MalformedException("its armor has no line " + END + label.get() + DASHES);
            }
            blocks.add(new Armor(label.get(), content(lines, at, end)));
            at = end + 1;
        }
        return blocks;
    }

    private static Optional<String> label(String raw, String head) {
        String line = raw.stripTrailing();
        return line.startsWith(head) && line.endsWith(DASHES) && line.length() > head.length() + DASHES.length()
                ? Optional.of(line.substring(head.length(), line.length() - DASHES.length()))
                : Optional.empty();
    }

    private static byte[] content(String[] lines, int from, int to) throws MalformedException {
        int at = from;
        while (at < to && !lines[at].isBlank()) {
            if (lines[at].indexOf(':') < 0) {
                throw new MalformedException("its armor has no empty line before the content");
            }
            at++;
        }
        var text = new StringBuilder();
        Optional<byte[]> checksum = Optional.empty();
        for (; at < to; at++) {
            String line = lines[at].strip();
            if (line.startsWith("=") && line.length() == 5) {
                checksum = Optional.of(decoded(line.substring(1)));
            } else if (checksum.isPresent() && !line.isEmpty()) {
                throw new MalformedException("its armor goes on behind its checksum");
            } else {
                text.append(line);
            }
        }
        byte[] content = decoded(text.toString());
        if (checksum.isPresent()) {
            byte[] its = checksum.get();
            if (its.length != 3 || crc24(content) != ((its[0] & 0xff) << 16 | (its[1] & 0xff) << 8 | its[2] & 0xff)) {
                throw new MalformedException("the checksum of its armor is wrong");
            }
        }
        return content;
    }

    private static byte[] decoded(String text) throws MalformedException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("its armor is not base64");
        }
    }

    /** RFC 9580, section 6.1.1. */
    private static int crc24(byte[] bytes) {
        int crc = CRC_INIT;
        for (byte each : bytes) {
            crc ^= (each & 0xff) << 16;
            for (int bit = 0; bit < 8; bit++) {
                crc <<= 1;
                if ((crc & 0x1000000) != 0) {
                    crc ^= CRC_POLYNOMIAL;
                }
            }
        }
        return crc & 0xffffff;
    }
}
