package io.strapwork.trust.x509;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.trust.Verdict;
import io.strapwork.testkit.fake.Parts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code sbverify} accepts and refuses, we accept and refuse; where not, we are stricter. */
@Tag("real")
class SbVerifyOracleTests {
    /** Accepted by sbverify 0.9.4, refused here: docs/trust.md. */
    private static final Set<String> STRICTER = new TreeSet<>(
            Set.of("a gap between sections", "changed byte in a gap", "key of 1024 bits", "changed byte 300"));
    private static final byte[] IMAGE = PeFiles.made(1, 0);

    @TempDir
    Path folder;
    private final Map<String, String> differences = new TreeMap<>();
    private final List<String> lenient = new ArrayList<>();
    private int cases;
    private int accepted;

    private Tool tool(String name) {
        return new Tool(folder, List.of(name));
    }

    private byte[] sign(String signer, byte[] image, String... more) throws IOException {
        Files.write(folder.resolve("unsigned"), image);
        var arguments = new ArrayList<>(List.of("--key", signer + ".key", "--cert", signer + ".pem", "--output", "signed"));
        arguments.addAll(Arrays.asList(more));
        arguments.add("unsigned");
        tool("sbsign").must(arguments.toArray(String[]::new));
        return Files.readAllBytes(folder.resolve("signed"));
    }

    private void compare(String name, byte[] image, String db) throws IOException {
        cases++;
        Files.write(folder.resolve("image"), image);
        boolean theirs = tool("sbverify").run(List.of("--cert", db, "image")).status() == 0;
        var options = new AuthenticodeOptions(List.of(folder.resolve(db)), List.of(), List.of());
        Verdict verdict = new AuthenticodeVerifier(options).verify(List.of(Parts.fetched("kernel", image))).getFirst();
        boolean ours = verdict instanceof Verdict.Trusted;
        accepted += ours ? 1 : 0;
        if (ours && !theirs) {
            lenient.add(name);
        } else if (ours != theirs) {
            differences.put(name, ((Verdict.Refused) verdict).problem().what());
        }
    }

    private static byte[] changed(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 4;
        return changed;
    }

    @Test
    void acceptAndRefuseAlike() throws Exception {
        Tool.assume("sbverify");
        Tool.assume("sbsign");
        Tool.assume("openssl");
        var lab = new OpenSslAuthority(folder);
        lab.root("root");
        lab.root("other");
        lab.signer("root", "signer", "rsa2048");
        lab.signer("other", "foreign", "rsa2048");
        byte[] right = sign("signer", IMAGE);
        compare("by the signer", right, "signer.pem");
        compare("by its authority", right, "root.pem");
        compare("by another", right, "other.pem");
        compare("unsigned", IMAGE, "root.pem");
        for (int at : new int[]{2, 0x90, PeFiles.CHECKSUM, PeFiles.TABLE, PeFiles.TABLE + 4, PeFiles.SECTIONS + 9, 1023, 1024, 3000,
            5632 - 1}) {
            compare("changed byte " + at, changed(right, at), "root.pem");
        }
        compare("changed signature", changed(right, right.length - 20), "root.pem");
        compare("truncated", Arrays.copyOf(right, right.length - 8), "root.pem");
        compare("bytes behind it", Arrays.copyOf(right, right.length + 8), "root.pem");
        compare("of another image", of(right, sign("signer", PeFiles.made(2, 0))), "root.pem");
        byte[] twice = sign("foreign", right);
        compare("two, the first is known", twice, "root.pem");
        compare("two, the second is known", twice, "other.pem");
        compare("two, changed byte", changed(twice, 2000), "root.pem");
        lab.issue("root", "middle", "rsa2048", 100, "sha256", "basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign");
        lab.signer("middle", "below", "rsa2048");
        compare("missing intermediate", sign("below", IMAGE), "root.pem");
        compare("by the intermediate", sign("below", IMAGE), "middle.pem");
        compare("with the intermediate", sign("below", IMAGE, "--addcert", "middle.pem"), "root.pem");
        lab.issue("root", "purposeless", "rsa2048", 100, "sha256", "basicConstraints=CA:FALSE");
        compare("no purpose", sign("purposeless", IMAGE), "root.pem");
        lab.issue("root", "expired", "rsa2048", -1, "sha256", "basicConstraints=CA:FALSE", "extendedKeyUsage=codeSigning");
        compare("expired", sign("expired", IMAGE), "root.pem");
        lab.signer("root", "small", "rsa1024");
        compare("key of 1024 bits", sign("small", IMAGE), "root.pem");
        lab.issue("root", "impostor", "rsa2048", 100, "sha256", "basicConstraints=CA:FALSE", "extendedKeyUsage=codeSigning");
        lab.signer("impostor", "forged", "rsa2048");
        compare("issued by who is no authority", sign("forged", IMAGE, "--addcert", "impostor.pem"), "root.pem");
        compare("a gap between sections", sign("signer", PeFiles.made(1, 512)), "root.pem");
        compare("changed byte in a gap", changed(sign("signer", PeFiles.made(1, 512)), 5200), "root.pem");
        compare("no PE file", new byte[5000], "root.pem");
        compare("empty", new byte[0], "root.pem");
        assertEquals(List.of(), lenient, "accepted here, refused by sbverify");
        assertEquals(STRICTER, differences.keySet(), differences::toString);
        assertTrue(cases >= 32 && accepted >= 8, cases + " cases, " + accepted + " accepted");
    }

    /** With the certificate table of another. */
    private static byte[] of(byte[] image, byte[] other) {
        int end = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getInt(PeFiles.TABLE);
        byte[] mixed = image.clone();
        System.arraycopy(other, end, mixed, end, image.length - end);
        return mixed;
    }
}
