package io.strapwork.network.gateway.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIdentityTests {
    @TempDir
    Path folder;

    @Test
    void madeOnceAndValidByAnyClock() throws Exception {
        Path own = folder.resolve("a/tls");
        TlsIdentity made = TlsIdentity.ensure(own);
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(made.authority(), null)));
        parameters.setRevocationEnabled(false);
        for (String date : List.of("1970-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z")) {
            parameters.setDate(Date.from(Instant.parse(date)));
            CertPathValidator.getInstance("PKIX").validate(CertificateFactory.getInstance("X.509").generateCertPath(made.chain()),
                    parameters);
        }
        // and by the computer's own
        parameters.setDate(null);
        CertPathValidator.getInstance("PKIX").validate(CertificateFactory.getInstance("X.509").generateCertPath(made.chain()), parameters);
        Set<Object> names = made.chain().getFirst().getSubjectAlternativeNames().stream().map(name -> name.get(1))
                .collect(Collectors.toSet());
        assertEquals(Set.of("10.0.2.2", "10.0.2.3", "boot.strapwork", "gateway.strapwork", "localhost", "127.0.0.1",
                "fd00:5354:5250:0:0:0:0:2", "fd00:5354:5250:0:0:0:0:3", "0:0:0:0:0:0:0:1"), names);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own.resolve("server.key"))));
        assertEquals(made, TlsIdentity.ensure(own));
        made.serverContext();
    }

    @Test
    void manyAtOnceGetTheSame() throws Exception {
        Path own = folder.resolve("tls");
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<TlsIdentity> ensure = () -> TlsIdentity.ensure(own);
            Set<TlsIdentity> all = threads.invokeAll(IntStream.range(0, 8).mapToObj(_ -> ensure).toList()).stream()
                    .map(future -> future.resultNow())
                    .collect(Collectors.toSet());
            assertEquals(1, all.size());
        }
    }

    @Test
    void unusableFilesAreToldOf() throws Exception {
        Path own = folder.resolve("tls");
        TlsIdentity.ensure(own);
        Files.writeString(own.resolve("server.key"), "nonsense");
        Problem problem = problem(own);
        assertEquals("SW-N703 " + own + ": the gateway's TLS certificate can't be used: no unencrypted PKCS #8 key in server.key"
                + " [delete ca.pem, server.pem and server.key to have new ones made]", text(problem));
        Files.writeString(own.resolve("server.pem"), "");
        assertTrue(problem(own).what().endsWith("no certificate in server.pem"), problem(own).what());
    }

    @Test
    void unwritableFoldersAreToldOf() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertEquals(
                "SW-N702 " + file
                        + ": the folder for the gateway's TLS certificate can't be written: java.nio.file.FileAlreadyExistsException: "
                        + file + " [name a writable folder, or one that contains ca.pem, server.pem and server.key]",
                text(problem(file)));
    }

    private static Problem problem(Path path) {
        return assertThrows(StrapworkException.class, () -> TlsIdentity.ensure(path)).problems().getFirst();
    }

    private static String text(Problem problem) {
        return problem.code() + " " + problem.where() + ": " + problem.what() + " [" + problem.hint() + "]";
    }
}
