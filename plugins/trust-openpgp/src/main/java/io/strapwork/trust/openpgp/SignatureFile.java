package io.strapwork.trust.openpgp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;

/** The signatures of one file. */
record SignatureFile(List<PGPSignature> signatures) {
    static final int MOST = 32;
    private static final int LONGEST = 64 << 10;
    private static final int LONGEST_PACKET = 16 << 10;
    /** Critical subpackets that mean something here, or nothing to who verifies; a critical notation does not (RFC 9580, section 5.2.3.7). */
    private static final Set<Integer> KNOWN = Set.of(SignatureSubpacketTags.CREATION_TIME, SignatureSubpacketTags.EXPIRE_TIME,
            SignatureSubpacketTags.ISSUER_KEY_ID, SignatureSubpacketTags.ISSUER_FINGERPRINT, SignatureSubpacketTags.SIGNER_USER_ID,
            SignatureSubpacketTags.KEY_FLAGS, SignatureSubpacketTags.POLICY_URL);

    SignatureFile {
        signatures = List.copyOf(signatures);
    }

    /** Armored or not. */
    static SignatureFile parse(byte[] file) throws MalformedException {
        if (file.length == 0) {
            throw new MalformedException("it is empty");
        }
        if (file.length > LONGEST) {
            throw new MalformedException("it has " + file.length + " bytes, more than " + LONGEST);
        }
        if (!Armor.isArmored(file)) {
            return packets(file);
        }
        List<Armor> blocks = Armor.blocks(file);
        if (blocks.size() != 1 || !blocks.getFirst().label().equals("PGP SIGNATURE")) {
            throw new MalformedException(blocks.size() == 1
                    ? "it is a " + blocks.getFirst().label() + ", not a detached signature"
                    : "it has " + blocks.size() + " blocks of armor");
        }
        return packets(blocks.getFirst().content());
    }

    /** Not armored. The library sees none of them before all were counted. */
    static SignatureFile packets(byte[] content) throws MalformedException {
        if (content.length > LONGEST) {
            throw new MalformedException("it has " + content.length + " bytes, more than " + LONGEST);
        }
        var packets = new ArrayList<Packet>();
        for (Packet packet : Packet.all(content, LONGEST_PACKET)) {
            if (packet.tag() == Packet.SIGNATURE) {
                packets.add(packet);
            } else if (packet.tag() != Packet.MARKER && packet.tag() != Packet.PADDING) {
                throw new MalformedException(
                        "it holds a packet of type " + packet.tag() + ", and a detached signature has signatures alone");
            }
        }
        if (packets.isEmpty() || packets.size() > MOST) {
            throw new MalformedException("it holds " + packets.size() + " signatures, not 1 to " + MOST);
        }
        var signatures = new ArrayList<PGPSignature>();
        for (Packet packet : packets) {
            signatures.add(signature(packet));
        }
        return new SignatureFile(signatures);
    }

    private static PGPSignature signature(Packet packet) throws MalformedException {
        PGPSignature signature;
        try {
            signature = new PGPSignature(new BCPGInputStream(new ByteArrayInputStream(packet.encoded())));
        } catch (IOException | PGPException | RuntimeException e) {
            throw new MalformedException("a signature in it is broken");
        }
        if (signature.getVersion() != 4) {
            throw new MalformedException("a signature in it is of version " + signature.getVersion() + ", not 4");
        }
        try {
            if (!signature.getHashedSubPackets().hasSubpacket(SignatureSubpacketTags.CREATION_TIME)) {
                throw new MalformedException("a signature in it does not say when it was made");
            }
            for (int tag : signature.getHashedSubPackets().getCriticalTags()) {
                if (!KNOWN.contains(tag)) {
                    throw new MalformedException("a signature in it has a critical property of type " + tag + ", which is not supported");
                }
            }
        } catch (RuntimeException e) {
            throw new MalformedException("a signature in it is broken");
        }
        return signature;
    }
}
