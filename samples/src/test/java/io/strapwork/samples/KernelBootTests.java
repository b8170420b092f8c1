package io.strapwork.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's kernels through the embedded machine, each card, each protocol, each server. */
@Tag("real")
@Timeout(600)
class KernelBootTests {
    /** A bad network that is the same each time. */
    private static final List<String> FAULTS = List.of("machine.mtu=1500", "machine.loss=0.02", "machine.reorder=0.02",
            "machine.duplicate=0.02",
            "machine.seed=20260101");
    /**
     * The same with the card's large frames, for dnsmasq: it has no windows either, and with 2 % of the blocks that fit into Ethernet's frames lost none of these kernels came
     * within 100 s.
     */
    private static final List<String> FAULTS_OF_LARGE_FRAMES = FAULTS.stream().filter(fault -> !fault.startsWith("machine.mtu")).toList();
    private static final String NO_KERNEL_DIGEST = "sha256:" + "0".repeat(64);

    private static KernelFiles ppc64;
    private static KernelFiles s390x;
    @TempDir
    Path work;

    enum Board {
        S390X_CCW("s390x", "virtio-ccw"), S390X_PCI("s390x", "virtio-pci"), PPC64_PCI("ppc64", "virtio-pci");

        private final String architecture;
        private final String link;

        Board(String architecture, String link) {
            this.architecture = architecture;
            this.link = link;
        }

        KernelFiles files() {
            return architecture.equals("ppc64") ? ppc64 : s390x;
        }

        String commandLine() {
            return architecture.equals("ppc64") ? "console=hvc0" : "console=ttysclp0";
        }

        String kernelPath() {
            return architecture + "/" + (architecture.equals("ppc64") ? "vmlinux" : "vmlinuz");
        }
    }

    @BeforeAll
    static void digests() {
        ppc64 = KernelFiles.ppc64();
        s390x = KernelFiles.s390x();
    }

    static Stream<Arguments> boardsAndProtocols() {
        return Stream.of(Board.values())
                .flatMap(board -> Stream.of("tftp", "http", "https").map(protocol -> Arguments.of(board, protocol)));
    }

    /** By a profile of samples/profiles. */
    private CommandLineBoot boot(Board board, String protocol, List<String> more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("link.use=" + board.link));
        arguments.addAll(more);
        return CommandLineBoot.of(RealParts.project().resolve("samples/profiles/embedded-" + board.architecture + "-" + protocol + ".toml"),
                work,
                arguments);
    }

    /** The gateway's own server, with a certificate that it makes itself. */
    private List<String> builtIn(Board board) {
        return List.of("machine.serve=" + board.files().folder(), "machine.tls=" + work.resolve("tls"),
                "transport.tls.ca=" + work.resolve("tls/ca.pem"));
    }

    private void check(Board board, String server, CommandLineBoot boot) {
        board.files().check(boot.handedOff(), board.commandLine());
        BootTable.row(board.toString(), server, boot);
    }

    @ParameterizedTest
    @MethodSource("boardsAndProtocols")
    void fromTheBuiltInServer(Board board, String protocol) throws IOException {
        check(board, "built-in", boot(board, protocol, withTls(protocol, builtIn(board))));
    }

    @ParameterizedTest
    @MethodSource("boardsAndProtocols")
    void overABadNetwork(Board board, String protocol) throws IOException {
        List<String> arguments = new ArrayList<>(withTls(protocol, builtIn(board)));
        arguments.addAll(FAULTS);
        check(board, "built-in, 2 % faults", boot(board, protocol, arguments));
    }

    private static List<String> withTls(String protocol, List<String> arguments) {
        return protocol.equals("https") ? arguments : arguments.stream().filter(argument -> !argument.startsWith("transport.tls")).toList();
    }

    /** A profile of a machine whose gateway serves nothing itself, so that all ports are relayed. */
    private CommandLineBoot relayed(Board board, String base, List<String> more) throws IOException {
        Path profile = Files.writeString(work.resolve("relayed.toml"), """
                name = "relayed"
                [machine]
                use = "embedded"
                architecture = "%1$s"
                memory = "1GiB"
                [link]
                use = "%2$s"
                [fetch]
                kernel = "%3$s/%4$s"
                initrd = "%3$s/%1$s/initrd.gz"
                [trust]
                use = "none"
                [handoff]
                use = "linux-%1$s"
                cmdline = "%5$s"
                """.formatted(board.architecture, board.link, base, board.kernelPath(), board.commandLine()));
        List<String> arguments = new ArrayList<>(more);
        if (base.startsWith("https")) {
            arguments.add("transport.tls.ca=" + work.resolve("ca.pem"));
        }
        return CommandLineBoot.of(profile, work, arguments);
    }

    /** The folder as servers know it that change their root: without links. */
    private static Path root(Board board) throws IOException {
        return board.files().folder().toRealPath();
    }

    @ParameterizedTest
    @EnumSource
    void fromTftpdHpa(Board board) throws IOException {
        int port = RealServer.freeUdpPort();
        try (var _ = RealServer.tftpd(root(board), work, port)) {
            check(board, "tftpd-hpa", relayed(board, "tftp://10.0.2.2:" + port, List.of()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromDnsmasq(Board board) throws IOException {
        try (var _ = RealServer.dnsmasq(root(board), work)) {
            check(board, "dnsmasq", relayed(board, "tftp://10.0.2.2", List.of()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromNginx(Board board) throws IOException {
        certify();
        int http = RealServer.freeTcpPort();
        int https = RealServer.freeTcpPort();
        try (var _ = RealServer.nginx(root(board), work, http, https)) {
            check(board, "nginx", relayed(board, "http://10.0.2.2:" + http, List.of()));
            check(board, "nginx", relayed(board, "https://10.0.2.2:" + https, List.of()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromNginxOverABadNetwork(Board board) throws IOException {
        certify();
        int http = RealServer.freeTcpPort();
        int https = RealServer.freeTcpPort();
        try (var _ = RealServer.nginx(root(board), work, http, https)) {
            check(board, "nginx, 2 % faults", relayed(board, "http://10.0.2.2:" + http, FAULTS));
            check(board, "nginx, 2 % faults", relayed(board, "https://10.0.2.2:" + https, FAULTS));
        }
    }

    /** In Ethernet's frames: for each block that is lost, tftpd-hpa takes the quarter of a second that it was asked to take. */
    @Test
    void fromTftpdHpaOverABadNetwork() throws IOException {
        Board board = Board.S390X_CCW;
        int port = RealServer.freeUdpPort();
        try (var _ = RealServer.tftpd(root(board), work, port)) {
            check(board, "tftpd-hpa, 2 % faults", relayed(board, "tftp://10.0.2.2:" + port, FAULTS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromTftpServersOverABadNetworkOfLargeFrames(Board board) throws IOException {
        int port = RealServer.freeUdpPort();
        try (var _ = RealServer.tftpd(root(board), work, port)) {
            check(board, "tftpd-hpa, 2 %, large", relayed(board, "tftp://10.0.2.2:" + port, FAULTS_OF_LARGE_FRAMES));
        }
        try (var _ = RealServer.dnsmasq(root(board), work)) {
            check(board, "dnsmasq, 2 %, large", relayed(board, "tftp://10.0.2.2", FAULTS_OF_LARGE_FRAMES));
        }
    }

    @ParameterizedTest
    @EnumSource
    void pinned(Board board) throws IOException {
        KernelFiles files = board.files();
        List<String> arguments = new ArrayList<>(withTls("http", builtIn(board)));
        arguments.addAll(
                List.of("trust.use=digest", "trust.kernel=sha256:" + files.kernelDigest(), "trust.initrd=sha256:" + files.initrdDigest()));
        CommandLineBoot boot = boot(board, "http", arguments);
        check(board, "built-in, pinned", boot);
        assertTrue(boot.part("kernel").get("verified").toString().contains("sha256"), boot.json()::toString);
        assertTrue(boot.part("initrd").get("verified").toString().contains("sha256"), boot.json()::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "initrd"})
    void pinnedToAnother(String part) throws IOException {
        List<String> arguments = new ArrayList<>(withTls("http", builtIn(Board.S390X_CCW)));
        arguments.addAll(
                List.of("trust.use=digest", "trust.kernel=sha256:" + s390x.kernelDigest(), "trust.initrd=sha256:" + s390x.initrdDigest()));
        arguments.add("trust." + part + "=" + NO_KERNEL_DIGEST);
        CommandLineBoot boot = boot(Board.S390X_CCW, "http", arguments);
        assertEquals(1, boot.status(), boot.output());
        assertEquals("refused", boot.part(part).get("verified"));
        assertTrue(boot.problemCode().startsWith("SW-T"), boot.output());
        assertEquals(List.of(), boot.segments());
    }

    /** A CA and the certificate of 10.0.2.2 in {@code work}. */
    private void certify() throws IOException {
        String openssl = RealParts.program("openssl").toString();
        Path extensions = Files.writeString(work.resolve("extensions"), "subjectAltName=IP:10.0.2.2\nbasicConstraints=CA:FALSE\n");
        Command.run(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                "/CN=Samples CA",
                "-keyout", work + "/ca.key", "-out", work + "/ca.pem");
        Command.run(openssl, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=10.0.2.2", "-keyout",
                work + "/server.key",
                "-out", work + "/server.csr");
        Command.run(openssl, "x509", "-req", "-in", work + "/server.csr", "-CA", work + "/ca.pem", "-CAkey", work + "/ca.key",
                "-CAcreateserial", "-days", "2",
                "-extfile", extensions.toString(), "-out", work + "/server.pem");
    }
}
