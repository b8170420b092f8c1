package io.strapwork.trust.openpgp;

import io.strapwork.api.plugin.Printable;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;

/** The keys to trust, with their subkeys. Those that the library can't read sign nothing here. */
record KeyRing(List<PGPPublicKeyRing> certificates) {
    private static final int LONGEST_OWNER = 100;
    private static final Set<Integer> OF_KEYS = Set.of(Packet.PUBLIC_KEY, Packet.PUBLIC_SUBKEY, Packet.USER_ID, Packet.USER_ATTRIBUTE,
            Packet.SIGNATURE);

    KeyRing {
        certificates = List.copyOf(certificates);
    }

    /** A key and the certificate that it is in. */
    record Found(PGPPublicKeyRing certificate, PGPPublicKey key) {
        PGPPublicKey primary() {
            return certificate.getPublicKey();
        }
    }

    static KeyRing read(List<Path> files) {
        var certificates = new ArrayList<PGPPublicKeyRing>();
        List<List<Packet>> read = KeyFiles.read(files);
        for (int i = 0; i < read.size(); i++) {
            KeyRing its = of(read.get(i));
            if (its.certificates().isEmpty()) {
                throw KeyFiles.problem(files.get(i), "holds only keys of versions or algorithms that are not supported", null);
            }
            certificates.addAll(its.certificates());
        }
        return new KeyRing(certificates);
    }

    /** The keys of a file, for people: a line for each, or one that says what is wrong with the file. */
    static List<String> lines(Path file) {
        try {
            return read(List.of(file)).certificates().stream().map(certificate -> line(file, certificate)).toList();
        } catch (StrapworkException e) {
            return e.problems().stream().map(problem -> problem.what() + "; a boot needs it").toList();
        }
    }

    private static String line(Path file, PGPPublicKeyRing certificate) {
        PGPPublicKey primary = certificate.getPublicKey();
        String owner = new KeyState(new Found(certificate, primary)).owner();
        return file.getFileName() + ": " + HexFormat.of().withUpperCase().formatHex(primary.getFingerprint())
                + (owner.isEmpty() ? "" : " (" + Printable.text(owner, LONGEST_OWNER) + ")");
    }

    /** Those of one file that can be read. */
    static KeyRing of(List<Packet> packets) {
        return new KeyRing(certificates(packets).stream().flatMap(certificate -> parsed(certificate).stream()).toList());
    }

    private static List<List<Packet>> certificates(List<Packet> packets) {
        var certificates = new ArrayList<List<Packet>>();
        for (Packet packet : packets) {
            if (packet.tag() == Packet.PUBLIC_KEY) {
                certificates.add(new ArrayList<>());
            }
            if (!certificates.isEmpty() && OF_KEYS.contains(packet.tag())) {
                certificates.getLast().add(packet);
            }
        }
        return certificates;
    }

    private static Optional<PGPPublicKeyRing> parsed(List<Packet> certificate) {
        try {
            var ring = new PGPPublicKeyRing(KeyFiles.joined(certificate), new BcKeyFingerprintCalculator());
            return Optional.of(ring).filter(its -> its.getPublicKey().getVersion() == 4);
        } catch (IOException | RuntimeException e) {
            // A key that can't be read vouches for nothing: what it signed is refused as signed by an unknown key.
            return Optional.empty();
        }
    }

    /** All with that id: ids of 64 bits may collide. */
    List<Found> find(long keyId) {
        var found = new ArrayList<Found>();
        for (PGPPublicKeyRing certificate : certificates) {
            certificate.getPublicKeys().forEachRemaining(key -> {
                if (key.getKeyID() == keyId) {
                    found.add(new Found(certificate, key));
                }
            });
        }
        return found;
    }
}
