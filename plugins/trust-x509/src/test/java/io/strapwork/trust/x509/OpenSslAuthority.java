package io.strapwork.trust.x509;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Certificates and revocation lists, made by {@code openssl}. The root has 1,000 days, intermediates 100, and signers 10 or 500, from now on. */
record OpenSslAuthority(Path folder) {
    private Tool openssl() {
        return new Tool(folder, List.of("openssl"));
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    void root(String name) throws IOException {
        key(name, "rsa2048");
        openssl().must("req", "-new", "-x509", "-key", name + ".key", "-sha256", "-days", "1000", "-subj", "/O=Lab/CN=" + name, "-addext",
                "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=keyCertSign,cRLSign", "-out", name + ".pem");
        Files.deleteIfExists(file(name + ".index"));
        Files.createFile(file(name + ".index"));
        Files.writeString(file(name + ".number"), "01\n");
        Files.writeString(file(name + ".cnf"), """
                [ca]
                default_ca = its
                [its]
                database = %1$s.index
                crlnumber = %1$s.number
                default_md = sha256
                default_crl_days = 50
                certificate = %1$s.pem
                private_key = %1$s.key
                """.formatted(name));
    }

    void key(String name, String algorithm) throws IOException {
        String key = file(name + ".key").toString();
        switch (algorithm) {
            case "ed25519" -> openssl().must("genpkey", "-algorithm", "ED25519", "-out", key);
            case "ec" -> openssl().must("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key);
            default -> openssl().must("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:" + algorithm.substring(3), "-out", key);
        }
    }

    /** Issues a certificate. @param extensions as in openssl's configuration */
    void issue(String issuer, String name, String algorithm, int days, String digest, String... extensions) throws IOException {
        key(name, algorithm);
        openssl().must("req", "-new", "-key", name + ".key", "-subj", "/O=Lab/CN=" + name, "-out", name + ".csr");
        Files.writeString(file(name + ".ext"),
                "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n" + String.join("\n", extensions) + "\n");
        openssl().must("x509", "-req", "-in", name + ".csr", "-CA", issuer + ".pem", "-CAkey", issuer + ".key", "-CAcreateserial",
                "-" + digest,
                "-days", String.valueOf(days), "-extfile", name + ".ext", "-out", name + ".pem");
        if (!Files.exists(file(name + ".cnf"))) {
            Files.writeString(file(name + ".index"), "");
            Files.writeString(file(name + ".number"), "01\n");
            Files.writeString(file(name + ".cnf"), Files.readString(file("root.cnf")).replace("root", name));
        }
    }

    void signer(String issuer, String name, String algorithm) throws IOException {
        issue(issuer, name, algorithm, 500, "sha256", "basicConstraints=CA:FALSE", "keyUsage=digitalSignature",
                "extendedKeyUsage=codeSigning");
    }

    void revoke(String issuer, String name) throws IOException {
        openssl().must("ca", "-config", issuer + ".cnf", "-revoke", name + ".pem");
    }

    Path revocations(String issuer) throws IOException {
        openssl().must("ca", "-config", issuer + ".cnf", "-gencrl", "-out", issuer + ".crl");
        return file(issuer + ".crl");
    }

    Path bundle(String name, String... certificates) throws IOException {
        var text = new StringBuilder();
        for (String each : certificates) {
            text.append(Files.readString(file(each)));
        }
        return Files.writeString(file(name), text.toString());
    }
}
