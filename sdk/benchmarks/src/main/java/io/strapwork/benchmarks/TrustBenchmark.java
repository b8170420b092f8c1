package io.strapwork.benchmarks;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ContentDigests;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.trust.Companion;
import io.strapwork.api.trust.Companions;
import io.strapwork.api.trust.Verdict;
import io.strapwork.trust.openpgp.OpenPgpOptions;
import io.strapwork.trust.openpgp.OpenPgpVerifier;
import io.strapwork.trust.x509.AuthenticodeOptions;
import io.strapwork.trust.x509.AuthenticodeVerifier;
import io.strapwork.trust.x509.CmsOptions;
import io.strapwork.trust.x509.CmsVerifier;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPDigestCalculatorProviderBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPKeyPair;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Signatures over 44 MiB, keys and certificates read from their files, against SHA-256 of the same bytes, made once: at most 1.2 times as long. In a boot, {@code openpgp} and {@code cms} find the digest
 * made beside the fetch ({@code openpgpBeside}, {@code cmsBeside}).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(1)
public class TrustBenchmark {
    private static final int BYTES = 44 << 20;
    /** Where the PE file's optional header begins. */
    private static final int OPTIONAL = 88;
    private static final Date MADE = Date.from(Instant.parse("2026-01-01T00:00:00Z"));

    private final MemorySegment content = Arena.ofAuto().allocate(BYTES, 64).fill((byte) 7);
    private final FetchedPart part = new FetchedPart("kernel", BootUri.parse("http://10.0.2.2/kernel"), content.asReadOnly(), "",
            Duration.ZERO);
    private final FetchedPart image = new FetchedPart("kernel", BootUri.parse("http://10.0.2.2/kernel"), pe(), "", Duration.ZERO);
    private final FetchedPart beside = part.as("kernel", Duration.ZERO);
    private Path keys = Path.of("");
    private Path certificate = Path.of("");
    private Path db = Path.of("");
    private Companions companions = Companions.none();
    private Companions cms = Companions.none();

    @Setup
    public void sign() throws GeneralSecurityException, PGPException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(4096);
        var pair = new JcaPGPKeyPair(4, PublicKeyAlgorithmTags.RSA_GENERAL, generator.generateKeyPair(), MADE);
        var signer = new JcaPGPContentSignerBuilder(PublicKeyAlgorithmTags.RSA_GENERAL, HashAlgorithmTags.SHA256);
        var ring = new PGPKeyRingGenerator(PGPSignature.POSITIVE_CERTIFICATION, pair, "Benchmark",
                new JcaPGPDigestCalculatorProviderBuilder().build().get(HashAlgorithmTags.SHA1),
                new PGPSignatureSubpacketGenerator().generate(), null,
                signer, null);
        keys = Files.write(Files.createTempFile("benchmark", ".gpg"), ring.generatePublicKeyRing().getEncoded());
        var signing = new PGPSignatureGenerator(signer, pair.getPublicKey());
        signing.init(PGPSignature.BINARY_DOCUMENT, pair.getPrivateKey());
        byte[] piece = new byte[1 << 20];
        for (long at = 0; at < BYTES; at += piece.length) {
            MemorySegment.copy(content, ValueLayout.JAVA_BYTE, at, piece, 0, piece.length);
            signing.update(piece);
        }
        byte[] signature = signing.generate().getEncoded();
        companions = new Companions(Map.of(Companions.place(part, "kernel.sig"), new Companion.Found(MemorySegment.ofArray(signature))));
    }

    @Setup
    public void certify() throws GeneralSecurityException, OperatorCreationException, CMSException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(4096);
        KeyPair pair = generator.generateKeyPair();
        var name = new X500Name("CN=Benchmark");
        var builder = new JcaX509v3CertificateBuilder(name, BigInteger.ONE, MADE, Date.from(Instant.parse("2036-01-01T00:00:00Z")), name,
                pair.getPublic());
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning));
        ContentSigner signer = new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate());
        X509Certificate its = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        certificate = Files.write(Files.createTempFile("benchmark", ".der"), its.getEncoded());
        var signing = new CMSSignedDataGenerator();
        signing.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                .setDirectSignature(true).build(signer, its));
        signing.addCertificates(new JcaCertStore(List.of(its)));
        byte[] signature = signing.generate(new CMSProcessableByteArray(content.toArray(ValueLayout.JAVA_BYTE))).getEncoded("DER");
        cms = new Companions(Map.of(Companions.place(part, "kernel.sig"), new Companion.Found(MemorySegment.ofArray(signature))));
        db = Files.write(Files.createTempFile("benchmark", ".esl"), list(image.content()));
    }

    /** A PE file of one section, with room for a certificate table. */
    private static MemorySegment pe() {
        ByteBuffer header = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        header.putShort(0, (short) 0x5a4d).putInt(0x3c, 64).putInt(64, 0x4550).putShort(70, (short) 1).putShort(84, (short) 240)
                .putShort(OPTIONAL, (short) 0x20b).putInt(OPTIONAL + 60, header.capacity()).putInt(OPTIONAL + 108, 16);
        header.putInt(OPTIONAL + 240 + 16, BYTES - header.capacity()).putInt(OPTIONAL + 240 + 20, header.capacity());
        MemorySegment file = Arena.ofAuto().allocate(BYTES, 64).fill((byte) 9);
        return file.copyFrom(MemorySegment.ofArray(header.array())).asReadOnly();
    }

    /** A signature list of UEFI's with that image's digest. */
    private static byte[] list(MemorySegment image) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(image.asSlice(0, OPTIONAL + 64).asByteBuffer());
        digest.update(image.asSlice(OPTIONAL + 68, 144 - 68).asByteBuffer());
        digest.update(image.asSlice(OPTIONAL + 152).asByteBuffer());
        return ByteBuffer.allocate(28 + 48).order(ByteOrder.LITTLE_ENDIAN).put(HexFormat.of().parseHex("2616c4c14c509240aca941f936934328"))
                .putInt(28 + 48).putInt(0).putInt(48).put(new byte[16]).put(digest.digest()).array();
    }

    @TearDown
    public void tidy() throws IOException {
        for (Path each : List.of(keys, certificate, db)) {
            Files.deleteIfExists(each);
        }
    }

    @Benchmark
    public byte[] sha256() throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] piece = new byte[64 << 10];
        ContentDigests.update(content, List.of(digest), piece);
        return digest.digest();
    }

    private static Verdict trusted(Verdict verdict) {
        if (verdict instanceof Verdict.Refused(var problem)) {
            throw new IllegalStateException(problem.what());
        }
        return verdict;
    }

    /** Without a digest from before. */
    private FetchedPart bare() {
        return new FetchedPart("kernel", part.uri(), part.content(), "", Duration.ZERO);
    }

    private Verdict openpgp(FetchedPart kernel) {
        var options = new OpenPgpOptions(List.of(keys), List.of(), 1, List.of());
        return trusted(new OpenPgpVerifier(options, BootClock.system()).verify(List.of(kernel), companions).getFirst());
    }

    private Verdict cms(FetchedPart kernel) {
        var options = new CmsOptions(List.of(certificate), List.of(), List.of(), List.of());
        return trusted(new CmsVerifier(options, BootClock.system()).verify(List.of(kernel), cms).getFirst());
    }

    @Benchmark
    public Verdict openpgp() {
        return openpgp(bare());
    }

    @Benchmark
    public Verdict openpgpBeside() {
        return openpgp(beside);
    }

    @Benchmark
    public Verdict cms() {
        return cms(bare());
    }

    @Benchmark
    public Verdict cmsBeside() {
        return cms(beside);
    }

    @Benchmark
    public Verdict authenticode() {
        var options = new AuthenticodeOptions(List.of(db), List.of(), List.of());
        return trusted(new AuthenticodeVerifier(options).verify(List.of(image)).getFirst());
    }
}
