package io.strapwork.trust.openpgp;

import io.strapwork.api.fetch.ContentDigests;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;

/**
 * What a certificate says of a key that signs: its own signatures alone count, the latest of each sort (RFC 9580, sections 5.2.3.10 and 10.1). Self-signatures by SHA-1 count, as with GnuPG:
 * the profile's author chose the file that they are in.
 *
 * @param found a key of the profile's
 */
record KeyState(KeyRing.Found found) {
    private static final int RSA_BITS = 2048;
    private static final int DSA_BITS = 2048;
    private static final int EC_BITS = 255;

    /** A reason to refuse what a key has signed. */
    record Objection(boolean weak, String what) {}

    /** @return empty when the key may sign, at that time and now */
    Optional<Objection> objection(Instant signed, Instant now) {
        PGPPublicKey key = found.key();
        Optional<Objection> weak = weak(key).or(() -> weak(found.primary()));
        if (weak.isPresent()) {
            return weak;
        }
        if (key.getCreationTime().toInstant().isAfter(signed)) {
            return timed("the signature is of " + signed + ", older than the key, which is of " + key.getCreationTime().toInstant());
        }
        if (key.getCreationTime().toInstant().isAfter(now)) {
            return timed("the key is of " + key.getCreationTime().toInstant() + ", and now it is " + now);
        }
        try {
            if (isRevoked(found.primary(), PGPSignature.KEY_REVOCATION)) {
                return timed("the key was revoked by its owner");
            }
            Optional<PGPSignature> own = selfSignature();
            if (own.isEmpty()) {
                return timed("the key has no valid signature of its own");
            }
            Optional<Objection> expired = expired(found.primary(), own.get(), now);
            if (expired.isPresent()) {
                return expired;
            }
            return key.isMasterKey() ? flagged(own.get()) : subkey(now);
        } catch (PGPException | RuntimeException e) {
            return timed("the key's own signatures can't be read: " + e.getMessage());
        }
    }

    private Optional<Objection> subkey(Instant now) throws PGPException {
        PGPPublicKey key = found.key();
        if (isRevoked(key, PGPSignature.SUBKEY_REVOCATION)) {
            return timed("the subkey was revoked by its owner");
        }
        Optional<PGPSignature> binding = latest(key.getSignaturesOfType(PGPSignature.SUBKEY_BINDING), this::binds);
        if (binding.isEmpty()) {
            return timed("the subkey is not bound to its key");
        }
        Optional<Objection> expired = expired(key, binding.get(), now);
        if (expired.isPresent()) {
            return expired;
        }
        return backSigned(binding.get()) ? flagged(binding.get()) : timed("the subkey has not signed that it belongs to its key");
    }

    private static Optional<Objection> timed(String what) {
        return Optional.of(new Objection(false, what));
    }

    private static Optional<Objection> weak(PGPPublicKey key) {
        int bits = key.getBitStrength();
        boolean known = switch (key.getAlgorithm()) {
            case PublicKeyAlgorithmTags.RSA_GENERAL, PublicKeyAlgorithmTags.RSA_SIGN, PublicKeyAlgorithmTags.DSA,
                    PublicKeyAlgorithmTags.ECDSA, PublicKeyAlgorithmTags.EDDSA_LEGACY ->
                true;
            default -> false;
        };
        int floor = switch (key.getAlgorithm()) {
            case PublicKeyAlgorithmTags.RSA_GENERAL, PublicKeyAlgorithmTags.RSA_SIGN -> RSA_BITS;
            case PublicKeyAlgorithmTags.DSA -> DSA_BITS;
            default -> EC_BITS;
        };
        if (!known) {
            return Optional.of(new Objection(true, "keys of algorithm " + key.getAlgorithm() + " are not supported for signatures"));
        }
        return bits < floor ? Optional.of(new Objection(true, "the key has " + bits + " bits, fewer than " + floor)) : Optional.empty();
    }

    private static Optional<Objection> expired(PGPPublicKey key, PGPSignature own, Instant now) {
        long seconds = own.getHashedSubPackets().getKeyExpirationTime();
        Instant end = key.getCreationTime().toInstant().plusSeconds(seconds);
        return seconds != 0 && !now.isBefore(end) ? timed("the key expired on " + end) : Optional.empty();
    }

    private static Optional<Objection> flagged(PGPSignature own) {
        boolean stated = own.getHashedSubPackets().hasSubpacket(org.bouncycastle.bcpg.SignatureSubpacketTags.KEY_FLAGS);
        return stated && (own.getHashedSubPackets().getKeyFlags() & KeyFlags.SIGN_DATA) == 0
                ? timed("the key is not one for signing data")
                : Optional.empty();
    }

    /** The latest of the signatures over a user id and directly over the key. */
    private Optional<PGPSignature> selfSignature() {
        PGPPublicKey key = found.primary();
        Optional<PGPSignature> best = latest(key.getSignaturesOfType(PGPSignature.DIRECT_KEY), own -> own.verifyCertification(key));
        for (Iterator<byte[]> ids = key.getRawUserIDs(); ids.hasNext();) {
            byte[] id = ids.next();
            Optional<PGPSignature> own = self(id);
            if (own.isPresent()
                    && best.filter(its -> !its.getCreationTime().toInstant().isBefore(own.get().getCreationTime().toInstant())).isEmpty()) {
                best = own;
            }
        }
        return best;
    }

    /** Empty when it is revoked. */
    private Optional<PGPSignature> self(byte[] id) {
        PGPPublicKey key = found.primary();
        Optional<PGPSignature> latest = latest(signatures(id), own -> own.verifyCertification(id, key));
        return latest.filter(own -> own.isCertification());
    }

    private List<PGPSignature> signatures(byte[] id) {
        var own = new ArrayList<PGPSignature>();
        Iterator<PGPSignature> all = found.primary().getSignaturesForID(id);
        while (all != null && all.hasNext()) {
            PGPSignature each = all.next();
            if (each.isCertification() || each.getSignatureType() == PGPSignature.CERTIFICATION_REVOCATION) {
                own.add(each);
            }
        }
        return own;
    }

    /** For people: who it is. */
    String owner() {
        for (Iterator<byte[]> ids = found.primary().getRawUserIDs(); ids.hasNext();) {
            byte[] id = ids.next();
            if (self(id).isPresent()) {
                return new String(id, StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private boolean isRevoked(PGPPublicKey key, int type) {
        boolean primary = type == PGPSignature.KEY_REVOCATION;
        return latest(key.getSignaturesOfType(type),
                own -> primary ? own.verifyCertification(key) : own.verifyCertification(found.primary(), key)).isPresent();
    }

    private boolean binds(PGPSignature binding) throws PGPException {
        return binding.verifyCertification(found.primary(), found.key());
    }

    private boolean backSigned(PGPSignature binding) throws PGPException {
        return backSigned(binding.getHashedSubPackets().getEmbeddedSignatures())
                || backSigned(binding.getUnhashedSubPackets().getEmbeddedSignatures());
    }

    private boolean backSigned(PGPSignatureList embedded) throws PGPException {
        for (PGPSignature back : embedded) {
            if (back.getSignatureType() == PGPSignature.PRIMARYKEY_BINDING && isStrong(back)) {
                back.init(new ContentVerifiers(ContentDigests::digest), found.key());
                if (back.verifyCertification(found.primary(), found.key())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isStrong(PGPSignature own) {
        return own.getHashAlgorithm() != HashAlgorithmTags.MD5;
    }

    /** Says whether a signature that the primary key has made is right. */
    @FunctionalInterface
    private interface Check {
        boolean holds(PGPSignature initialised) throws PGPException;
    }

    private Optional<PGPSignature> latest(Iterator<PGPSignature> signatures, Check check) {
        var all = new ArrayList<PGPSignature>();
        signatures.forEachRemaining(all::add);
        return latest(all, check);
    }

    private Optional<PGPSignature> latest(List<PGPSignature> signatures, Check check) {
        Optional<PGPSignature> latest = Optional.empty();
        for (PGPSignature each : signatures) {
            boolean later = latest.filter(its -> !its.getCreationTime().toInstant().isBefore(each.getCreationTime().toInstant())).isEmpty();
            if (later && each.getVersion() == 4 && each.getKeyID() == found.primary().getKeyID() && isStrong(each) && holds(each, check)) {
                latest = Optional.of(each);
            }
        }
        return latest;
    }

    private boolean holds(PGPSignature signature, Check check) {
        try {
            signature.init(new ContentVerifiers(ContentDigests::digest), found.primary());
            return check.holds(signature);
        } catch (PGPException | RuntimeException e) {
            // One that can't be checked counts for nothing; a key without any other is refused.
            return false;
        }
    }
}
