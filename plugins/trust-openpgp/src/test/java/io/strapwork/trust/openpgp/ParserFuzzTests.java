package io.strapwork.trust.openpgp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** What comes off a server: signatures, armored or not, and clear-signed texts. */
class ParserFuzzTests {
    @FuzzTest
    void signatures(byte[] file) {
        try {
            SignatureFile read = SignatureFile.parse(file);
            var check = new SignatureCheck(new KeyRing(List.of()), Instant.EPOCH);
            assertFalse(SignatureCheck.good(check.results(read, SignedBytes.clear(new byte[1]))) > 0, "nobody's keys vouch");
        } catch (MalformedException e) {
            assertFalse(e.what().isBlank());
        }
    }

    @FuzzTest
    void clearSignedTexts(byte[] file) {
        try {
            ClearSigned read = ClearSigned.parse(file);
            String text = new String(read.text(), StandardCharsets.ISO_8859_1);
            String signed = text.isEmpty() ? "" : text.substring(0, text.length() - 1).replace("\n", "\r\n");
            assertArrayEquals(signed.getBytes(StandardCharsets.ISO_8859_1), read.signed(), "what is read is what was signed");
            SignatureFile.packets(read.signature());
        } catch (MalformedException e) {
            assertFalse(e.what().isBlank());
        }
    }

    @FuzzTest
    void packets(byte[] file) {
        try {
            int bytes = Packet.all(file, 1 << 16).stream().mapToInt(packet -> packet.encoded().length).sum();
            assertFalse(bytes != file.length, "all bytes are of packets");
        } catch (MalformedException e) {
            assertFalse(e.what().isBlank());
        }
    }

    /** The keys, and what they say of themselves. */
    @FuzzTest
    void keyFiles(byte[] file) {
        try {
            for (var certificate : KeyRing.of(KeyFiles.packets(file)).certificates()) {
                certificate.getPublicKeys().forEachRemaining(key -> {
                    var state = new KeyState(new KeyRing.Found(certificate, key));
                    state.objection(Instant.EPOCH, Instant.EPOCH).ifPresent(its -> assertFalse(its.what().isBlank()));
                    assertFalse(state.owner().length() > file.length);
                });
            }
        } catch (MalformedException e) {
            assertFalse(e.what().isBlank());
        }
    }
}
