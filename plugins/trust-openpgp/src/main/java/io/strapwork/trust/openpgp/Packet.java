package io.strapwork.trust.openpgp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A packet's frame (RFC 9580, section 4.2), so that the library sees only packets of expected types with their lengths checked. No partial or indeterminate lengths: those are of data, and
 * no data is here.
 *
 * @param tag     its type
 * @param encoded all of it, with its header
 */
record Packet(int tag, byte[] encoded) {
    static final int SIGNATURE = 2;
    static final int SECRET_KEY = 5;
    static final int PUBLIC_KEY = 6;
    static final int SECRET_SUBKEY = 7;
    static final int MARKER = 10;
    static final int TRUST = 12;
    static final int USER_ID = 13;
    static final int PUBLIC_SUBKEY = 14;
    static final int USER_ATTRIBUTE = 17;
    static final int PADDING = 21;
    private static final int MOST = 20_000;

    /** @param longest bytes that one may have */
    static List<Packet> all(byte[] file, int longest) throws MalformedException {
        var packets = new ArrayList<Packet>();
        int at = 0;
        while (at < file.length) {
            int first = file[at] & 0xff;
            if ((first & 0x80) == 0) {
                throw new MalformedException("it is not OpenPGP: byte " + at + " begins no packet");
            }
            boolean old = (first & 0x40) == 0;
            int header = old ? oldHeader(first, at) : newHeader(file, at);
            if (file.length - at < header) {
                throw new MalformedException("it ends within a packet");
            }
            long length = old ? number(file, at + 1, header - 1) : newLength(file, at, header);
            if (length > file.length - at - header) {
                throw new MalformedException("it ends within a packet");
            }
            if (length > longest) {
                throw new MalformedException("a packet has " + length + " bytes, more than " + longest);
            }
            int end = at + header + (int) length;
            packets.add(new Packet(old ? first >> 2 & 0xf : first & 0x3f, Arrays.copyOfRange(file, at, end)));
            if (packets.size() > MOST) {
                throw new MalformedException("it has more than " + MOST + " packets");
            }
            at = end;
        }
        return packets;
    }

    private static int oldHeader(int first, int at) throws MalformedException {
        int type = first & 3;
        if (type == 3) {
            throw new MalformedException("the packet at byte " + at + " has no length");
        }
        return 1 + (1 << type);
    }

    private static int newHeader(byte[] file, int at) throws MalformedException {
        if (at + 1 >= file.length) {
            throw new MalformedException("it ends within a packet");
        }
        int first = file[at + 1] & 0xff;
        if (first >= 224 && first < 255) {
            throw new MalformedException("the packet at byte " + at + " comes in pieces");
        }
        return first < 192 ? 2 : first < 224 ? 3 : 6;
    }

    private static long newLength(byte[] file, int at, int header) {
        return switch (header) {
            case 2 -> file[at + 1] & 0xff;
            case 3 -> ((file[at + 1] & 0xff) - 192 << 8) + (file[at + 2] & 0xff) + 192L;
            default -> number(file, at + 2, 4);
        };
    }

    private static long number(byte[] file, int at, int bytes) {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | file[at + i] & 0xff;
        }
        return number;
    }
}
