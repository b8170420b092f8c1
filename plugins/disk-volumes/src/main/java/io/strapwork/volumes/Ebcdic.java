package io.strapwork.volumes;

import java.nio.charset.Charset;

/** Texts of mainframes' labels and boot records. */
public final class Ebcdic {
    private Ebcdic() {}

    /** Code page 500, which is in the module jdk.charsets; where a runtime comes without it, letters, digits and the blank. */
    public static String text(byte... bytes) {
        if (Charset.isSupported("IBM500")) {
            return new String(bytes, Charset.forName("IBM500"));
        }
        var text = new StringBuilder();
        for (byte each : bytes) {
            int c = each & 0xff;
            text.append(c == 0x40 ? ' ' : letter(c));
        }
        return text.toString();
    }

    private static char letter(int c) {
        int low = c & 0xf;
        return switch (c & 0xf0) {
            case 0x80, 0xc0 -> low >= 1 && low <= 9 ? (char) ((c < 0xc0 ? 'a' : 'A') + low - 1) : '?';
            case 0x90, 0xd0 -> low >= 1 && low <= 9 ? (char) ((c < 0xd0 ? 'j' : 'J') + low - 1) : '?';
            case 0xa0, 0xe0 -> low >= 2 && low <= 9 ? (char) ((c < 0xe0 ? 's' : 'S') + low - 2) : '?';
            case 0xf0 -> low <= 9 ? (char) ('0' + low) : '?';
            default -> c == 0x4b ? '.' : c == 0x60 ? '-' : c == 0x6d ? '_' : c == 0x4d ? '(' : c == 0x5d ? ')' : '?';
        };
    }
}
