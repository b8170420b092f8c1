package io.strapwork.trust.openpgp;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the keys that the profile names. */
final class KeyFiles {
    private static final int LIMIT = 8 << 20;
    /** A photograph is the longest. */
    private static final int LONGEST_PACKET = 1 << 20;
    private static final String EXPORT = "export the public keys with: gpg --export --armor NAME > signer.asc";

    private KeyFiles() {}

    /** The packets of all keys of all files, each file's own. */
    static List<List<Packet>> read(List<Path> files) {
        var all = new ArrayList<List<Packet>>();
        for (Path file : files) {
            all.add(packets(file));
        }
        return all;
    }

    private static List<Packet> packets(Path file) {
        try {
            return packets(content(file));
        } catch (MalformedException e) {
            throw problem(file, e.what(), e);
        }
    }

    /** @throws MalformedException with what goes on after "the key file …" */
    static List<Packet> packets(byte[] content) throws MalformedException {
        if (content.length > 12 && new String(content, 8, 4, StandardCharsets.ISO_8859_1).equals("KBXf")) {
            throw new MalformedException("is GnuPG's own key box, which is not for others to read");
        }
        var packets = new ArrayList<Packet>();
        try {
            if (Armor.isArmored(content)) {
                for (Armor block : Armor.blocks(content)) {
                    packets.addAll(Packet.all(block.content(), LONGEST_PACKET));
                }
            } else {
                packets.addAll(Packet.all(content, LONGEST_PACKET));
            }
        } catch (MalformedException e) {
            throw new MalformedException("can't be read as OpenPGP keys: " + e.what());
        }
        if (packets.stream().anyMatch(packet -> packet.tag() == Packet.SECRET_KEY || packet.tag() == Packet.SECRET_SUBKEY)) {
            throw new MalformedException("holds a secret key, which nobody needs to verify and which should not lie here");
        }
        if (packets.stream().noneMatch(packet -> packet.tag() == Packet.PUBLIC_KEY)) {
            throw new MalformedException("holds no public key");
        }
        return packets;
    }

    private static byte[] content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                throw problem(file, "is larger than " + (LIMIT >> 20) + " MiB, too large for a file with keys", null);
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw problem(file, "does not exist; a path is relative to the profile's folder", e);
        } catch (AccessDeniedException e) {
            throw problem(file, "may not be read by this user", e);
        } catch (IOException e) {
            throw problem(file, "can't be read: " + e.getMessage(), e);
        }
    }

    static StrapworkException problem(Path file, String what, @Nullable Exception cause) {
        return new StrapworkException(
                new Problem("SW-T201", Blame.USER, "trust.keys", "the key file " + file.getFileName() + " " + what, EXPORT), cause);
    }

    /** Packets as one file of those types. */
    static byte[] joined(List<Packet> packets) {
        int length = packets.stream().mapToInt(packet -> packet.encoded().length).sum();
        byte[] joined = new byte[length];
        int at = 0;
        for (Packet packet : packets) {
            System.arraycopy(packet.encoded(), 0, joined, at, packet.encoded().length);
            at += packet.encoded().length;
        }
        return Arrays.copyOf(joined, at);
    }
}
