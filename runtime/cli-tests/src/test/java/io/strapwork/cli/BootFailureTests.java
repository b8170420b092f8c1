package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static io.strapwork.cli.lab.BootServer.file;
import static io.strapwork.cli.lab.BootServer.head;
import static io.strapwork.cli.lab.BootServer.http;
import static io.strapwork.cli.lab.BootServer.https;

import io.strapwork.cli.lab.Authority;
import io.strapwork.cli.lab.BootServer;
import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import io.strapwork.cli.lab.PluginJar;
import io.strapwork.cli.lab.TftpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads when a boot fails: the whole of standard error and the exit status. Patience is long enough for a computer that has other work; these servers live by its clock. */
class BootFailureTests {
    private static final byte[] KERNEL = Images.linuxS390x(0x20000);

    @TempDir
    private Path folder;
    private Lab lab;

    @BeforeEach
    void lab() {
        lab = new Lab(folder).serve("vmlinuz", KERNEL);
    }

    private void expect(String name, Path profile, String... overrides) {
        var arguments = new ArrayList<Object>(List.of("boot", profile));
        for (String override : overrides) {
            arguments.addAll(List.of("-P", override));
        }
        Golden.check(name, folder, strapwork(folder, arguments));
    }

    private void expectOverTls(String name, Authority.Pair identity, Authority trusted) throws Exception {
        Authority.write(folder.resolve("trusted.pem"), trusted.certificate());
        try (BootServer server = https(identity, file(KERNEL))) {
            expect(name, lab.s390x("lab", "https://10.0.2.2:" + server.port() + "/vmlinuz"),
                    "transport.tls.ca=" + folder.resolve("trusted.pem"));
        }
    }

    @Test
    void wrongAuthority() throws Exception {
        expectOverTls("wrong-ca", Authority.root("CN=Lab").leaf("EC", days(-1), days(30), "10.0.2.2"), Authority.root("CN=Another"));
    }

    @Test
    void expiredCertificate() throws Exception {
        Authority root = Authority.root("CN=Lab");
        expectOverTls("expired-certificate",
                root.leaf("EC", Instant.parse("2025-11-01T00:00:00Z"), Instant.parse("2026-01-31T12:00:00Z"), "10.0.2.2"), root);
    }

    @Test
    void wrongHostName() throws Exception {
        Authority root = Authority.root("CN=Lab");
        expectOverTls("wrong-host-name", root.leaf("EC", days(-1), days(30), "boot.lab.example", "10.0.2.99"), root);
    }

    private static Instant days(int fromNow) {
        return Instant.now().plus(Duration.ofDays(fromNow));
    }

    @Test
    void digestMismatch() {
        expect("digest-mismatch", lab.s390x("lab", "http://10.0.2.2/vmlinuz"), "trust.use=digest",
                "trust.kernel=sha256:" + "00".repeat(32));
    }

    @Test
    void truncatedBody() throws Exception {
        try (BootServer server = http((connection, out) -> {
            out.write(head("200 OK", KERNEL.length));
            out.write(KERNEL, 0, 1000);
        })) {
            expect("truncated-body", lab.s390x("lab", "http://10.0.2.2:" + server.port() + "/vmlinuz"), "fetch.http.attempts=2",
                    "fetch.http.total-attempts=2", "fetch.http.backoff=1ms");
        }
    }

    @Test
    void serverGoneHalfWay() throws Exception {
        var listening = new BootServer[1];
        try (BootServer server = http((connection, out) -> {
            out.write(head("200 OK", KERNEL.length));
            out.write(KERNEL, 0, KERNEL.length / 2);
            out.flush();
            listening[0].refuse();
        })) {
            listening[0] = server;
            expect("server-gone", lab.s390x("lab", "http://10.0.2.2:" + server.port() + "/vmlinuz"), "fetch.http.attempts=2",
                    "fetch.http.backoff=1ms");
        }
    }

    @Test
    void serverGoneHalfWayOverTls() throws Exception {
        Authority root = Authority.root("CN=Lab");
        Authority.write(folder.resolve("trusted.pem"), root.certificate());
        var listening = new BootServer[1];
        try (BootServer server = https(root.leaf("EC", days(-1), days(30), "10.0.2.2"), (connection, out) -> {
            out.write(head("200 OK", KERNEL.length));
            out.write(KERNEL, 0, KERNEL.length / 2);
            out.flush();
            listening[0].refuse();
        })) {
            listening[0] = server;
            expect("server-gone-tls", lab.s390x("lab", "https://10.0.2.2:" + server.port() + "/vmlinuz"), "fetch.https.attempts=2",
                    "fetch.https.backoff=1ms", "transport.tls.ca=" + folder.resolve("trusted.pem"));
        }
    }

    @Test
    void serverGoneHalfWayOverTftp() throws Exception {
        try (TftpServer server = TftpServer.stopping(KERNEL, 100)) {
            expect("server-gone-tftp", lab.s390x("lab", "tftp://10.0.2.2:" + server.port() + "/vmlinuz"), "fetch.tftp.patience=2s");
        }
    }

    @Test
    void serverSilent() throws Exception {
        try (BootServer server = http(BootServer.silence(KERNEL.length))) {
            expect("server-silent", lab.s390x("lab", "http://10.0.2.2:" + server.port() + "/vmlinuz"), "fetch.http.attempts=1",
                    "fetch.http.patience=200ms");
        }
    }

    @Test
    void noSuchFileOverHttp() {
        expect("http-404", lab.s390x("lab", "http://10.0.2.2/other"));
    }

    @Test
    void noSuchFileOverTftp() {
        expect("tftp-not-found", lab.s390x("lab", "tftp://10.0.2.2/other"));
    }

    @Test
    void errorOverTftp() throws Exception {
        try (TftpServer server = TftpServer.refusing(2, "this is no boot server")) {
            expect("tftp-error", lab.s390x("lab", "tftp://10.0.2.2:" + server.port() + "/vmlinuz"));
        }
    }

    @Test
    void noServerAtThatPort() throws Exception {
        // taken, so that nobody else listens there meanwhile
        try (var bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            expect("connection-refused", lab.s390x("lab", "http://10.0.2.2:" + bound.getLocalPort() + "/vmlinuz"), "fetch.http.attempts=1");
        }
    }

    /** The protocol compiles against a library of ours and does not bring it. */
    @Test
    void pluginJarWithoutItsLibrary() throws Exception {
        expectPlugin("plugin-without-library", "com.fasterxml.jackson.core.JsonFactory.builder();");
    }

    @Test
    void pluginWithAFault() throws Exception {
        expectPlugin("plugin-fault", "throw new IllegalStateException(\"I can't\");");
    }

    @Test
    void pluginThatNeverEnds() throws Exception {
        expectPlugin("plugin-recursion", "fetch(from, into);");
    }

    private void expectPlugin(String name, String body) throws Exception {
        Path plugins = PluginJar.folder(folder, "Faulty", """
                @ProtocolPlugin(id = "faulty", schemes = "faulty", over = {})
                public final class Faulty implements BootProtocol {
                    public void fetch(BootUri from, ImageSink into) throws FetchException { BODY }
                }
                """.replace("BODY", body));
        Golden.check(name, folder, strapwork(folder, "boot", lab.s390x("lab", "faulty://10.0.2.2/vmlinuz"), "--plugins", plugins));
    }

    @Test
    void noAnswerToDhcp() {
        expect("no-dhcp", lab.s390x("lab", "http://10.0.2.2/vmlinuz"), "machine.dhcp=false", "address.patience=2500ms",
                "address.retry=500ms");
    }

    @Test
    void noBootFileAnywhere() {
        Path profile = lab.s390x("lab", "http://10.0.2.2/vmlinuz");
        Path bare = lab.profile("bare", Images.text(profile, "kernel = ", "# kernel = "));
        // How long a boot file is waited for follows from it.
        expect("no-boot-file", bare, "address.retry=100ms");
    }

    @Test
    void emptyFile() {
        lab.serve("empty", new byte[0]);
        expect("empty-file", lab.s390x("lab", "http://10.0.2.2/empty"));
    }

    @Test
    void imageLargerThanMemory() {
        lab.serve("vmlinux", Images.elfS390x(0x3000, 65 << 20));
        expect("image-larger-than-memory", lab.s390x("lab", "http://10.0.2.2/vmlinux"));
    }

    @Test
    void fileLargerThanMemory() throws Exception {
        try (BootServer server = http((connection, out) -> out.write(head("200 OK", 65 << 20)))) {
            expect("file-larger-than-memory", lab.s390x("lab", "http://10.0.2.2:" + server.port() + "/vmlinuz"));
        }
    }

    @Test
    void elfOfAnotherArchitecture() {
        lab.serve("vmlinux", Images.elfPpc64(0x3000));
        expect("wrong-architecture", lab.s390x("lab", "http://10.0.2.2/vmlinux"));
    }

    @Test
    void noKernelAtAll() {
        byte[] page = Arrays.copyOf(Images.text("<!doctype html>\n<title>Please sign in</title>\n"), 500);
        lab.serve("vmlinuz", page);
        expect("unknown-format", lab.s390x("lab", "http://10.0.2.2/vmlinuz"));
    }

    @Test
    void timeout() throws Exception {
        try (BootServer server = http(BootServer.silence(KERNEL.length))) {
            Path profile = lab.s390x("lab", "http://10.0.2.2:" + server.port() + "/vmlinuz");
            Golden.check("timeout", folder, strapwork(folder, "boot", profile, "--timeout", "2s"));
        }
    }
}
