package io.strapwork.trust.x509;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.trust.Companion;
import io.strapwork.api.trust.Companions;
import io.strapwork.api.trust.Verdict;
import io.strapwork.testkit.fake.Parts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code openssl cms -verify} accepts and refuses, we accept and refuse; where not, we are stricter. */
@Tag("real")
class OpenSslOracleTests {
    /** Accepted by openssl for any purpose, refused here: docs/trust.md. */
    private static final Set<String> STRICTER = new java.util.TreeSet<>(
            Set.of("digest sha1", "digest md5", "key of 1024 bits", "purpose: email", "purpose: none", "a byte behind it"));
    private static final byte[] KERNEL = new byte[100_000];

    static {
        new Random(7).nextBytes(KERNEL);
    }

    @TempDir
    Path folder;
    private final Map<String, String> differences = new TreeMap<>();
    private final List<String> lenient = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private int cases;
    private int accepted;

    private Tool openssl() {
        return new Tool(folder, List.of("openssl"));
    }

    private byte[] sign(String signer, byte[] content, String... more) throws IOException {
        Files.write(folder.resolve("to-sign"), content);
        var arguments = new ArrayList<>(List.of("cms", "-sign", "-binary", "-in", "to-sign", "-out", "signature", "-outform", "DER"));
        for (String each : signer.split("\\+")) {
            arguments.addAll(List.of("-signer", each + ".pem", "-inkey", each + ".key"));
        }
        arguments.addAll(Arrays.asList(more));
        openssl().must(arguments.toArray(String[]::new));
        return Files.readAllBytes(folder.resolve("signature"));
    }

    private void compare(String name, byte[] content, byte[] signature, String ca, String... crl) throws IOException {
        cases++;
        Files.write(folder.resolve("content"), content);
        Files.write(folder.resolve("content.sig"), signature);
        boolean pem = new String(signature, StandardCharsets.ISO_8859_1).startsWith("-----BEGIN");
        var arguments = new ArrayList<>(
                List.of("cms", "-verify", "-binary", "-inform", pem ? "PEM" : "DER", "-in", "content.sig", "-content", "content", "-CAfile",
                        ca, "-no-CApath", "-no-CAstore", "-partial_chain", "-purpose", "any", "-attime",
                        String.valueOf(now.getEpochSecond()), "-out", "/dev/null"));
        if (crl.length > 0) {
            var lists = new StringBuilder(Files.readString(folder.resolve(ca)));
            for (String each : crl) {
                lists.append(Files.readString(folder.resolve(each)));
            }
            Files.writeString(folder.resolve("with-crl.pem"), lists.toString());
            arguments.set(arguments.indexOf("-CAfile") + 1, "with-crl.pem");
            arguments.add("-crl_check_all");
        }
        boolean theirs = openssl().run(arguments).status() == 0;
        FetchedPart part = Parts.fetched("kernel", content);
        var beside = Map.<BootUri, Companion>of(Companions.place(part, "kernel.sig"),
                new Companion.Found(MemorySegment.ofArray(signature)));
        var options = new CmsOptions(List.of(folder.resolve(ca)), Arrays.stream(crl).map(folder::resolve).toList(), List.of(), List.of());
        Verdict verdict = new CmsVerifier(options, new FixedClock(now)).verify(List.of(part), new Companions(beside)).getFirst();
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
        Tool.assume("openssl");
        var lab = new OpenSslAuthority(folder);
        now = Instant.now().plusSeconds(3600);
        lab.root("root");
        lab.root("other");
        lab.issue("root", "middle", "rsa2048", 100, "sha256", "basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign,cRLSign");
        lab.signer("root", "plain", "rsa2048");
        keys(lab);
        digests();
        purposes(lab);
        times(lab);
        paths(lab);
        revocations(lab);
        shapes();
        assertEquals(List.of(), lenient, "accepted here, refused by openssl");
        assertEquals(STRICTER, differences.keySet(), differences::toString);
        assertTrue(cases >= 60 && accepted >= 18, cases + " cases, " + accepted + " accepted");
    }

    private void keys(OpenSslAuthority lab) throws IOException {
        for (String algorithm : List.of("rsa2048", "ec")) {
            lab.signer("root", algorithm, algorithm);
            byte[] right = sign(algorithm, KERNEL);
            compare(algorithm + ", right", KERNEL, right, "root.pem");
            byte[] bare = sign(algorithm, KERNEL, "-noattr");
            compare(algorithm + ", without attributes", KERNEL, bare, "root.pem");
            compare(algorithm + ", without attributes, changed byte", changed(KERNEL, 0), bare, "root.pem");
            compare(algorithm + ", changed byte", changed(KERNEL, 99_999), right, "root.pem");
            compare(algorithm + ", a byte less", Arrays.copyOf(KERNEL, 99_999), right, "root.pem");
            compare(algorithm + ", changed signature", KERNEL, changed(right, right.length - 3), "root.pem");
            compare(algorithm + ", truncated signature", KERNEL, Arrays.copyOf(right, right.length - 1), "root.pem");
            compare(algorithm + ", of another file", KERNEL, sign(algorithm, new byte[]{1}), "root.pem");
            compare(algorithm + ", wrong authority", KERNEL, right, "other.pem");
        }
        compare("pss", KERNEL, sign("rsa2048", KERNEL, "-keyopt", "rsa_padding_mode:pss"), "root.pem");
        compare("pss, changed byte", changed(KERNEL, 5), sign("rsa2048", KERNEL, "-keyopt", "rsa_padding_mode:pss"), "root.pem");
        compare("key identifier", KERNEL, sign("rsa2048", KERNEL, "-keyid"), "root.pem");
        lab.signer("root", "small", "rsa1024");
        compare("key of 1024 bits", KERNEL, sign("small", KERNEL), "root.pem");
    }

    private void digests() throws IOException {
        for (String digest : List.of("sha224", "sha256", "sha384", "sha512", "sha1", "md5")) {
            compare("digest " + digest, KERNEL, sign("plain", KERNEL, "-md", digest), "root.pem");
        }
    }

    private void purposes(OpenSslAuthority lab) throws IOException {
        lab.issue("root", "email", "rsa2048", 500, "sha256", "basicConstraints=CA:FALSE", "extendedKeyUsage=emailProtection");
        compare("purpose: email", KERNEL, sign("email", KERNEL), "root.pem");
        lab.issue("root", "purposeless", "rsa2048", 500, "sha256", "basicConstraints=CA:FALSE");
        compare("purpose: none", KERNEL, sign("purposeless", KERNEL), "root.pem");
        lab.issue("root", "both", "rsa2048", 500, "sha256", "basicConstraints=CA:FALSE", "extendedKeyUsage=emailProtection,codeSigning");
        compare("purpose: both", KERNEL, sign("both", KERNEL), "root.pem");
    }

    private void times(OpenSslAuthority lab) throws IOException {
        lab.issue("root", "brief", "rsa2048", 10, "sha256", "basicConstraints=CA:FALSE", "extendedKeyUsage=codeSigning");
        lab.signer("middle", "below", "rsa2048");
        byte[] brief = sign("brief", KERNEL);
        byte[] below = sign("below", KERNEL, "-certfile", "middle.pem");
        byte[] plain = sign("plain", KERNEL);
        Instant made = now;
        for (int days : new int[]{-2, 0, 9, 11, 99, 101, 499, 501, 999, 1001}) {
            now = made.plus(Duration.ofDays(days));
            compare("brief after " + days, KERNEL, brief, "root.pem");
            compare("below an intermediate after " + days, KERNEL, below, "root.pem");
            compare("plain after " + days, KERNEL, plain, "root.pem");
        }
        now = made;
    }

    private void paths(OpenSslAuthority lab) throws IOException {
        byte[] alone = sign("below", KERNEL);
        compare("missing intermediate", KERNEL, alone, "root.pem");
        lab.bundle("both.pem", "root.pem", "middle.pem");
        compare("the intermediate is among ours", KERNEL, alone, "both.pem");
        compare("only the intermediate is ours", KERNEL, alone, "middle.pem");
        compare("the signer is ours", KERNEL, alone, "below.pem");
        lab.issue("root", "impostor", "rsa2048", 500, "sha256", "basicConstraints=CA:FALSE", "keyUsage=digitalSignature",
                "extendedKeyUsage=codeSigning");
        lab.signer("impostor", "forged", "rsa2048");
        compare("issued by who is no authority", KERNEL, sign("forged", KERNEL, "-certfile", "impostor.pem"), "root.pem");
        lab.issue("root", "constrained", "rsa2048", 100, "sha256", "basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign",
                "nameConstraints=critical,permitted;dirName:elsewhere", "[elsewhere]", "O=Elsewhere");
        lab.signer("constrained", "outside", "rsa2048");
        compare("outside of the name constraints", KERNEL, sign("outside", KERNEL, "-certfile", "constrained.pem"), "root.pem");
        lab.issue("root", "wide", "rsa2048", 100, "sha256", "basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign",
                "nameConstraints=critical,permitted;dirName:here", "[here]", "O=Lab");
        lab.signer("wide", "inside", "rsa2048");
        compare("inside of the name constraints", KERNEL, sign("inside", KERNEL, "-certfile", "wide.pem"), "root.pem");
        lab.issue("root", "short", "rsa2048", 100, "sha256", "basicConstraints=critical,CA:TRUE,pathlen:0", "keyUsage=keyCertSign");
        lab.issue("short", "deeper", "rsa2048", 100, "sha256", "basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign");
        lab.signer("deeper", "toodeep", "rsa2048");
        lab.bundle("deep.pem", "short.pem", "deeper.pem");
        compare("path too long", KERNEL, sign("toodeep", KERNEL, "-certfile", "deep.pem"), "root.pem");
        compare("two signers", KERNEL, sign("plain+rsa2048", KERNEL), "root.pem");
        byte[] two = sign("plain+rsa2048", KERNEL);
        compare("two signers, the last one's signature changed", KERNEL, changed(two, two.length - 3), "root.pem");
        compare("two signers, changed byte", changed(KERNEL, 9), two, "root.pem");
        lab.signer("other", "foreign", "rsa2048");
        compare("two signers, one foreign", KERNEL, sign("plain+foreign", KERNEL), "root.pem");
        compare("no certificate within", KERNEL, sign("plain", KERNEL, "-nocerts"), "root.pem");
    }

    private void revocations(OpenSslAuthority lab) throws IOException {
        lab.signer("root", "revoked", "rsa2048");
        byte[] signature = sign("revoked", KERNEL);
        lab.revocations("root");
        lab.revocations("middle");
        compare("not yet revoked", KERNEL, signature, "root.pem", "root.crl");
        lab.revoke("root", "revoked");
        lab.revocations("root");
        compare("revoked", KERNEL, signature, "root.pem", "root.crl");
        compare("another is revoked", KERNEL, sign("plain", KERNEL), "root.pem", "root.crl");
        byte[] below = sign("below", KERNEL, "-certfile", "middle.pem");
        compare("below, both lists", KERNEL, below, "root.pem", "root.crl", "middle.crl");
        compare("below, a list is missing", KERNEL, below, "root.pem", "root.crl");
        Instant made = now;
        now = made.plus(Duration.ofDays(60));
        compare("the list is old", KERNEL, sign("plain", KERNEL), "root.pem", "root.crl");
        now = made;
        lab.revoke("root", "middle");
        lab.revocations("root");
        compare("the intermediate is revoked", KERNEL, below, "root.pem", "root.crl", "middle.crl");
    }

    private void shapes() throws IOException {
        byte[] right = sign("plain", KERNEL);
        compare("empty signature", KERNEL, new byte[0], "root.pem");
        compare("noise", KERNEL, Arrays.copyOf(KERNEL, 500), "root.pem");
        compare("HTML", KERNEL, "<html></html>".getBytes(StandardCharsets.UTF_8), "root.pem");
        compare("a byte behind it", KERNEL, changed(Arrays.copyOf(right, right.length + 1), right.length), "root.pem");
        compare("a certificate", KERNEL, Files.readAllBytes(folder.resolve("plain.pem")), "root.pem");
        compare("an empty file", new byte[0], sign("plain", new byte[0]), "root.pem");
        compare("indefinite lengths", KERNEL, sign("plain", KERNEL, "-stream"), "root.pem");
        compare("pem", KERNEL, sign("plain", KERNEL, "-outform", "PEM"), "root.pem");
        compare("smime", KERNEL, sign("plain", KERNEL, "-outform", "SMIME"), "root.pem");
        compare("with its content", KERNEL, sign("plain", KERNEL, "-nodetach"), "root.pem");
        compare("with another content", changed(KERNEL, 7), sign("plain", KERNEL, "-nodetach"), "root.pem");
    }
}
