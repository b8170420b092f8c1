package io.strapwork.cli.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Signs kernels as {@code scripts/sign-file} of Linux does. */
public final class CodeSigner {
    private final Authority.Pair pair = Authority.root("CN=Kernel Team").leaf("EC", Authority.NOW.minus(Duration.ofDays(1)),
            Authority.NOW.plus(Duration.ofDays(900)));

    /** PKCS #7, detached. */
    public byte[] sign(byte[] content) {
        try {
            var generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.key()), pair.certificate()));
            generator.addCertificates(new JcaCertStore(List.of(pair.certificate())));
            return generator.generate(new CMSProcessableByteArray(content), false).getEncoded("DER");
        } catch (GeneralSecurityException | CMSException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The file with its signature behind it. */
    public byte[] append(byte[] file) {
        byte[] signature = sign(file);
        byte[] magic = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(file.length + signature.length + 12 + magic.length).put(file).put(signature)
                .put(new byte[]{0, 0, 2, 0, 0, 0, 0, 0}).putInt(signature.length).put(magic).array();
    }

    /** Writes the certificate. */
    public Path pem(Path file) {
        try {
            return Files.writeString(file, "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(pair.certificate().getEncoded())
                    + "\n-----END CERTIFICATE-----\n");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
