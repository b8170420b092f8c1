package io.strapwork.trust.openpgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What GnuPG accepts and refuses, we accept and refuse; where not, we are stricter, and here is why. */
@Tag("real")
class GnuPgOracleTests {
    private static final Instant MADE = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant SIGNED = MADE.plusSeconds(1000);
    private static final Instant NOW = MADE.plusSeconds(2000);
    private static final long DAY = 86_400;
    /** Accepted by GnuPG 2.2, refused here: docs/trust.md. */
    private static final Map<String, String> STRICTER = new TreeMap<>(
            Map.of("rsa, digest SHA1", "collisions of SHA-1 can be made", "rsa, digest RIPEMD160",
                    "as short as SHA-1", "rsa1024, right", "keys below 2048 bits", "signature of the future",
                    "a signature that is not made yet", "clear: text before", "who reads the file would read what nobody signed",
                    "clear: text behind",
                    "who reads the file would read what nobody signed"));

    @TempDir
    Path folder;
    private final Map<String, String> differences = new TreeMap<>();
    private final List<String> lenient = new ArrayList<>();
    private final Map<String, String> keys = new LinkedHashMap<>();
    private int cases;
    private int accepted;

    private Tool gpg(Instant time) {
        String frozen = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'!'").withZone(ZoneOffset.UTC).format(time);
        return new Tool(folder, List.of("gpg", "--homedir", folder.resolve("home").toString(), "--batch", "--yes", "--no-tty", "--quiet",
                "--faked-system-time", frozen, "--pinentry-mode", "loopback", "--passphrase", "", "--status-fd", "1",
                "--no-auto-check-trustdb",
                "--trust-model", "always"));
    }

    private String key(String name, Instant made, String algorithm, String usage, String expiry) throws IOException {
        String said = gpg(made).must("--quick-generate-key", name + " <" + name + "@example.org>", algorithm, usage, expiry);
        String fingerprint = said.lines().filter(line -> line.contains("KEY_CREATED")).findFirst().orElseThrow().split(" ")[3];
        keys.put(name, fingerprint);
        return fingerprint;
    }

    private byte[] sign(String key, byte[] content, Instant time, String... more) throws IOException {
        return made(time, content, "--detach-sign", key, more);
    }

    private byte[] made(Instant time, byte[] content, String how, String key, String... more) throws IOException {
        Path file = Files.write(folder.resolve("to-sign"), content);
        Path signature = folder.resolve("signature");
        Files.deleteIfExists(signature);
        var arguments = new ArrayList<>(Arrays.asList(more));
        for (String each : key.split("\\+")) {
            arguments.addAll(List.of("-u", keys.getOrDefault(each, each)));
        }
        arguments.addAll(List.of("-o", signature.toString(), how, file.toString()));
        gpg(time).must(arguments.toArray(String[]::new));
        return Files.readAllBytes(signature);
    }

    private byte[] exported(String... names) throws IOException {
        Path out = folder.resolve("exported");
        Files.deleteIfExists(out);
        var arguments = new ArrayList<>(List.of("-o", out.toString(), "--export"));
        Arrays.stream(names).map(keys::get).forEach(arguments::add);
        gpg(NOW).must(arguments.toArray(String[]::new));
        return Files.readAllBytes(out);
    }

    /** @param signature empty for a clear-signed content */
    private void compare(String name, byte[] keyring, byte[] content, java.util.Optional<byte[]> signature, Instant now)
            throws IOException {
        cases++;
        Path ring = Files.write(folder.resolve("ring.gpg"), keyring);
        boolean theirs = theirs(ring, content, signature, now);
        FetchedPart part = Parts.fetched("kernel", content);
        var beside = new LinkedHashMap<io.strapwork.api.fetch.BootUri, Companion>();
        signature.ifPresent(its -> beside.put(Companions.place(part, "kernel.sig"), new Companion.Found(MemorySegment.ofArray(its))));
        var options = new OpenPgpOptions(List.of(ring), List.of(), 1, List.of());
        Verdict verdict = new OpenPgpVerifier(options, new FixedClock(now)).verify(List.of(part), new Companions(beside)).getFirst();
        boolean ours = verdict instanceof Verdict.Trusted;
        accepted += ours ? 1 : 0;
        if (ours && !theirs) {
            lenient.add(name);
        } else if (ours != theirs) {
            differences.put(name, ((Verdict.Refused) verdict).problem().what());
        }
    }

    private boolean theirs(Path ring, byte[] content, java.util.Optional<byte[]> signature, Instant now) throws IOException {
        Path home = folder.resolve("verifier");
        if (Files.exists(home)) {
            try (var files = Files.walk(home)) {
                files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
        Files.createDirectory(home);
        home.toFile().setExecutable(false, false);
        home.toFile().setReadable(true, true);
        home.toFile().setExecutable(true, true);
        var gpg = new Tool(folder, gpg(now).begin().stream().map(each -> each.endsWith("/home") ? home.toString() : each).toList());
        gpg.run(List.of("--import", ring.toString()));
        Path file = Files.write(folder.resolve("content"), content);
        var arguments = new ArrayList<>(List.of("--verify"));
        if (signature.isPresent()) {
            arguments.add(Files.write(folder.resolve("content.sig"), signature.get()).toString());
        }
        arguments.add(file.toString());
        Tool.Ran ran = gpg.run(arguments);
        boolean good = ran.said().lines().anyMatch(line -> line.startsWith("[GNUPG:] GOODSIG"));
        boolean bad = ran.said().lines().anyMatch(line -> line.startsWith("[GNUPG:] BADSIG"));
        return good && !bad && (ran.status() == 0 || ran.said().contains("NO_PUBKEY"));
    }

    private void detached(String name, String ring, byte[] content, byte[] signature) throws IOException {
        compare(name, exported(ring.split("\\+")), content, java.util.Optional.of(signature), NOW);
    }

    private static byte[] changed(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 4;
        return changed;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    @Test
    void acceptAndRefuseAlike() throws Exception {
        Tool.assume("gpg");
        Path home = Files.createDirectory(folder.resolve("home"));
        home.toFile().setReadable(true, true);
        try {
            makeKeys();
            keysAndChanges();
            digests();
            times();
            revocations();
            several();
            shapes();
            clearTexts();
        } finally {
            new Tool(folder, List.of("gpgconf", "--homedir", home.toString())).run(List.of("--kill", "all"));
        }
        assertEquals(List.of(), lenient, "accepted here, refused by GnuPG");
        assertEquals(STRICTER.keySet(), differences.keySet(), differences::toString);
        assertTrue(cases >= 70 && accepted >= 15, cases + " cases, " + accepted + " accepted");
    }

    private static final byte[] KERNEL = new byte[100_000];

    static {
        new Random(7).nextBytes(KERNEL);
    }

    private void makeKeys() throws IOException {
        key("rsa", MADE, "rsa2048", "sign", "never");
        key("ed", MADE, "ed25519", "sign", "never");
        key("ec", MADE, "nistp256", "sign", "never");
        key("dsa", MADE, "dsa2048", "sign", "never");
        key("rsa1024", MADE, "rsa1024", "sign", "never");
        key("brief", MADE, "ed25519", "sign", "seconds=" + DAY);
        key("revoked", MADE, "ed25519", "sign", "never");
        for (String name : List.of("sub", "subrevoked", "subbrief")) {
            String fingerprint = key(name, MADE, "ed25519", "cert", "never");
            gpg(MADE.plusSeconds(1)).must("--quick-add-key", fingerprint, name.equals("subbrief") ? "rsa2048" : "ed25519", "sign",
                    name.equals("subbrief") ? "seconds=" + DAY : "never");
        }
    }

    private void keysAndChanges() throws IOException {
        for (String key : List.of("rsa", "ed", "ec", "dsa", "sub", "rsa1024")) {
            byte[] right = sign(key, KERNEL, SIGNED);
            detached(key + ", right", key, KERNEL, right);
            if (key.equals("rsa1024")) {
                continue;
            }
            detached(key + ", armored", key, KERNEL, sign(key, KERNEL, SIGNED, "--armor"));
            detached(key + ", changed byte", key, changed(KERNEL, 99_999), right);
            detached(key + ", a byte more", key, Arrays.copyOf(KERNEL, 100_001), right);
            detached(key + ", changed signature", key, KERNEL, changed(right, right.length - 3));
            detached(key + ", changed time", key, KERNEL, changed(right, 20));
            detached(key + ", truncated signature", key, KERNEL, Arrays.copyOf(right, right.length - 1));
            detached(key + ", of another file", key, KERNEL, sign(key, new byte[]{1}, SIGNED));
            detached(key + ", wrong key", key.equals("ed") ? "rsa" : "ed", KERNEL, right);
        }
    }

    private void digests() throws IOException {
        for (String digest : List.of("SHA224", "SHA256", "SHA384", "SHA512", "SHA1", "RIPEMD160")) {
            detached("rsa, digest " + digest, "rsa", KERNEL, sign("rsa", KERNEL, SIGNED, "--digest-algo", digest));
        }
        byte[] text = "one\ntwo \nthree".getBytes(StandardCharsets.UTF_8);
        byte[] asText = sign("rsa", text, SIGNED, "--textmode");
        detached("text", "rsa", text, asText);
        detached("text, other line ends", "rsa", "one\r\ntwo \r\nthree".getBytes(StandardCharsets.UTF_8), asText);
        detached("text, changed", "rsa", "one\ntwa \nthree".getBytes(StandardCharsets.UTF_8), asText);
    }

    private void times() throws IOException {
        byte[] brief = sign("brief", KERNEL, SIGNED);
        compare("key still valid", exported("brief"), KERNEL, java.util.Optional.of(brief), MADE.plusSeconds(DAY - 10));
        compare("key expired", exported("brief"), KERNEL, java.util.Optional.of(brief), MADE.plusSeconds(DAY + 10));
        byte[] sub = sign("subbrief", KERNEL, SIGNED);
        compare("subkey still valid", exported("subbrief"), KERNEL, java.util.Optional.of(sub), MADE.plusSeconds(DAY - 10));
        compare("subkey expired", exported("subbrief"), KERNEL, java.util.Optional.of(sub), MADE.plusSeconds(DAY + 10));
        byte[] timed = sign("rsa", KERNEL, SIGNED, "--default-sig-expire", "seconds=5000");
        compare("signature still valid", exported("rsa"), KERNEL, java.util.Optional.of(timed), SIGNED.plusSeconds(4990));
        compare("signature expired", exported("rsa"), KERNEL, java.util.Optional.of(timed), SIGNED.plusSeconds(5010));
        compare("signature of the future", exported("rsa"), KERNEL, java.util.Optional.of(sign("rsa", KERNEL, NOW.plusSeconds(DAY))), NOW);
        compare("key of the future", exported("rsa"), KERNEL, java.util.Optional.of(sign("rsa", KERNEL, SIGNED)), MADE.minusSeconds(DAY));
        byte[] early = sign("rsa", KERNEL, MADE.minusSeconds(DAY), "--ignore-time-conflict");
        detached("signature older than its key", "rsa", KERNEL, early);
    }

    private void revocations() throws IOException {
        byte[] before = sign("revoked", KERNEL, SIGNED);
        detached("not yet revoked", "revoked", KERNEL, before);
        Path home = folder.resolve("home/openpgp-revocs.d/" + keys.get("revoked") + ".rev");
        Files.writeString(folder.resolve("revocation"), Files.readString(home).replace(":-----BEGIN", "-----BEGIN"));
        gpg(NOW).must("--import", folder.resolve("revocation").toString());
        detached("revoked", "revoked", KERNEL, before);
        byte[] sub = sign("subrevoked", KERNEL, SIGNED);
        detached("subkey not yet revoked", "subrevoked", KERNEL, sub);
        Path commands = Files.writeString(folder.resolve("commands"), "key 1\nrevkey\ny\n0\n\ny\nsave\n");
        Tool gpg = gpg(NOW);
        new Tool(folder, gpg.begin().stream().filter(each -> !each.equals("--batch")).toList()).must("--command-file", commands.toString(),
                "--edit-key", keys.get("subrevoked"));
        detached("subkey revoked", "subrevoked", KERNEL, sub);
    }

    private void several() throws IOException {
        byte[] two = sign("rsa+ed", KERNEL, SIGNED);
        detached("two, both known", "rsa+ed", KERNEL, two);
        detached("two, one known", "rsa", KERNEL, two);
        detached("two, none known", "ec", KERNEL, two);
        detached("two, changed byte", "rsa+ed", changed(KERNEL, 0), two);
        detached("two, the second is of another file", "rsa+ed", KERNEL,
                joined(sign("rsa", KERNEL, SIGNED), sign("ed", new byte[1], SIGNED)));
        detached("two, the first is of another file", "rsa+ed", KERNEL,
                joined(sign("ed", new byte[1], SIGNED), sign("rsa", KERNEL, SIGNED)));
        detached("the same twice", "rsa", KERNEL, joined(sign("rsa", KERNEL, SIGNED), sign("rsa", KERNEL, SIGNED)));
    }

    private void shapes() throws IOException {
        byte[] right = sign("rsa", KERNEL, SIGNED);
        byte[] armored = sign("rsa", KERNEL, SIGNED, "--armor");
        String text = new String(armored, StandardCharsets.US_ASCII);
        detached("an empty file", "rsa", new byte[0], sign("rsa", new byte[0], SIGNED));
        detached("an empty signature", "rsa", KERNEL, new byte[0]);
        detached("noise", "rsa", KERNEL, Arrays.copyOf(KERNEL, 300));
        detached("zeros", "rsa", KERNEL, new byte[300]);
        detached("a page of HTML", "rsa", KERNEL, "<html><body>404</body></html>".getBytes(StandardCharsets.UTF_8));
        detached("a public key", "rsa", KERNEL, exported("rsa"));
        detached("noise behind it", "rsa", KERNEL, joined(right, new byte[]{1, 2, 3}));
        detached("armor without end", "rsa", KERNEL, text.substring(0, text.length() - 40).getBytes(StandardCharsets.US_ASCII));
        detached("armor with a wrong checksum", "rsa", KERNEL,
                text.replaceAll("\n=.{4}\n", "\n=AAAA\n").getBytes(StandardCharsets.US_ASCII));
        detached("armor with a changed letter", "rsa", KERNEL, changed(armored, 100));
        detached("text before the armor", "rsa", KERNEL, ("Signed by us.\n\n" + text).getBytes(StandardCharsets.US_ASCII));
    }

    private void clearTexts() throws IOException {
        String plain = "one\n- two\n-----three-----\n\nfour \t\nfive";
        String text = new String(made(SIGNED, plain.getBytes(StandardCharsets.UTF_8), "--clear-sign", "rsa"), StandardCharsets.UTF_8);
        var made = new LinkedHashMap<String, String>();
        made.put("right", text);
        made.put("other line ends", text.replace("\n", "\r\n"));
        made.put("other white space at the ends of lines", text.replace("four \t", "four"));
        made.put("changed", text.replace("five", "fife"));
        made.put("a line more", text.replace("five", "five\nsix"));
        made.put("text before", "zero\n" + text);
        made.put("text behind", text + "six\n");
        made.put("truncated", text.substring(0, text.length() - 60));
        made.put("another header", text.replace("Hash: ", "Comment: x\nHash: "));
        made.put("no signature", text.substring(0, text.indexOf("-----BEGIN PGP SIGNATURE")));
        for (Map.Entry<String, String> each : made.entrySet()) {
            compare("clear: " + each.getKey(), exported("rsa"), each.getValue().getBytes(StandardCharsets.UTF_8),
                    java.util.Optional.empty(), NOW);
        }
        compare("clear: wrong key", exported("ed"), text.getBytes(StandardCharsets.UTF_8), java.util.Optional.empty(), NOW);
    }
}
