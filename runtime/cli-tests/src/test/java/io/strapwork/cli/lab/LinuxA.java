package io.strapwork.cli.lab;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Linux in QEMU which starts another system by kexec. On x86_64 it has this computer's programs, elsewhere those that {@code samples/kernels/fetch-kexec} fetched; the modules of a virtio card are those of
 * {@code fetch-kernels}.
 */
public final class LinuxA {
    private static final Pattern LIBRARY = Pattern.compile("=> (/\\S+)|^\\s*(/\\S*ld-linux\\S*)", Pattern.MULTILINE);

    /** For a card of QEMU's user network. */
    public static final String NETWORK = """
            for module in failover net_failover virtio virtio_ring virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_net; do
                file=$($B find /lib/modules -name $module.ko)
                [ -z "$file" ] || $B insmod $file || $B echo "A: module $module failed"
            done
            $B ip link set lo up; $B ip link set eth0 up; $B ip addr add 10.0.2.15/24 dev eth0; $B ip route add default via 10.0.2.2
            """;

    private final Path folder;
    private final String architecture;
    private final CpioArchive archive = new CpioArchive();
    private final List<Path> before = new ArrayList<>();
    private final Set<String> there = new HashSet<>();

    /** @param init shell script for what it does, with {@code $B} for busybox */
    public LinuxA(Path folder, String architecture, String init) throws IOException {
        this.folder = folder;
        this.architecture = architecture;
        for (String each : List.of("bin", "sbin", "lib", "lib64", "proc", "sys", "dev", "tmp")) {
            archive.folder(each);
        }
        if (isOwn()) {
            archive.file("bin/busybox", Files.readAllBytes(Path.of("/bin/busybox")));
        } else {
            before.add(fetched("system.cpio"));
        }
        archive.program("init",
                "#!/bin/busybox sh\nB=/bin/busybox\n$B mount -t proc proc /proc; $B mount -t sysfs sysfs /sys; $B mount -t devtmpfs dev /dev\n"
                        + init + "\n$B poweroff -f\n");
    }

    private boolean isOwn() {
        return architecture.equals("x86_64");
    }

    private Path fetched(String name) {
        return fetched(architecture, name);
    }

    /** What {@code samples/kernels/fetch-kexec} fetched; without it the test is skipped. */
    public static Path fetched(String architecture, String name) {
        Path file = QemuLab.kernels(architecture).resolve("kexec").resolve(architecture).resolve(name);
        assumeTrue(Files.isRegularFile(file), "there is no " + file + "; run samples/kernels/fetch-kexec");
        return file;
    }

    private void tree(Path from, String to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted().toList()) {
                String name = file.equals(from) ? to : to + "/" + from.relativize(file);
                if (Files.isDirectory(file)) {
                    archive.folder(name);
                } else {
                    archive.file(name, Files.readAllBytes(file));
                }
            }
        }
    }

    /** The modules of a virtio card, for {@link #NETWORK}. */
    public LinuxA withCard() throws IOException {
        archive.copy(QemuLab.kernels(architecture).resolve(architecture).resolve("initrd.gz"), GuestDisk.MODULE.asMatchPredicate());
        return this;
    }

    /** Java, in {@code /java}: Debian's of that architecture, or of the one that runs this; and Strapwork, in {@code /sw}. */
    public LinuxA withStrapwork(String profile) throws Exception {
        if (isOwn()) {
            ownJava();
        } else {
            before.add(fetched("java.cpio"));
        }
        Path jars = QemuLab.PROJECT.resolve("runtime/cli/target/strapwork/lib");
        assumeTrue(Files.isDirectory(jars), "the command line is not packaged: ./mvnw -Dquick -DskipTests -pl runtime/cli -am package");
        archive.folder("sw");
        tree(jars, "sw/lib");
        archive.file("sw/java.flags", Files.readAllBytes(QemuLab.PROJECT.resolve("samples/boot-image/java.flags")));
        archive.file("boot.toml", profile.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private void ownJava() throws Exception {
        Path linker = Path.of(System.getProperty("java.home"), "bin/jlink");
        assumeTrue(Files.isExecutable(linker), "there is no " + linker);
        Path java = folder.resolve("java");
        String modules = Files.readString(QemuLab.PROJECT.resolve("runtime/cli/dist/modules")).strip();
        Process link = new ProcessBuilder(linker.toString(), "--add-modules", modules, "--no-header-files", "--no-man-pages", "--output",
                java.toString()).redirectErrorStream(true).start();
        String said = new String(link.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(link.waitFor(120, TimeUnit.SECONDS) && link.exitValue() == 0, said);
        archive.folder("java");
        tree(java, "java");
        withLibraries(java.resolve("bin/java").toString());
        withLibraries(java.resolve("lib/server/libjvm.so").toString());
    }

    /** A program of this computer, with its libraries. */
    public LinuxA with(String program) throws Exception {
        put(program);
        return withLibraries(program);
    }

    private LinuxA withLibraries(String program) throws Exception {
        Process ldd = new ProcessBuilder("ldd", program).start();
        String said = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(ldd.waitFor(60, TimeUnit.SECONDS));
        Matcher library = LIBRARY.matcher(said);
        while (library.find()) {
            String path = library.group(1) == null ? library.group(2) : library.group(1);
            if (!path.startsWith(folder.toString())) {
                put(path);
            }
        }
        return this;
    }

    private void put(String path) throws IOException {
        if (!there.add(path)) {
            return;
        }
        var name = new StringBuilder();
        for (String piece : path.substring(1, path.lastIndexOf('/')).split("/")) {
            archive.folderOnce(name.append(name.isEmpty() ? "" : "/").append(piece).toString());
        }
        archive.file(path.substring(1), Files.readAllBytes(Path.of(path)));
    }

    /** Files by name. */
    public LinuxA with(Map<String, Path> files) throws IOException {
        for (Map.Entry<String, Path> each : files.entrySet()) {
            archive.file(each.getKey(), Files.readAllBytes(each.getValue()));
        }
        return this;
    }

    /** Boots it; what the console said up to a line, or until QEMU ends. */
    public String run(Path kernel, String memory, int cpus, String until, String... more) throws Exception {
        Path initrd = folder.resolve("a.cpio");
        archive.write(folder.resolve("own.gz"));
        before.add(folder.resolve("own.gz"));
        // pieces follow each other, plain or compressed (Linux: Documentation/driver-api/early-userspace/buffer-format.rst)
        try (OutputStream out = Files.newOutputStream(initrd)) {
            for (Path piece : before) {
                Files.copy(piece, out);
            }
        }
        var command = new ArrayList<>(machine(architecture));
        // as machine.accel = "tcg" does
        command.addAll(List.of("-accel", architecture.equals("x86_64") && cpus > 1 ? "tcg,thread=single" : "tcg"));
        command.addAll(List.of("-m", memory, "-smp", Integer.toString(cpus), "-kernel", kernel.toString(), "-initrd", initrd.toString(),
                "-append", QemuLab.commandLine(architecture, "quiet")));
        command.addAll(List.of(more));
        return console(command, until);
    }

    private static List<String> machine(String architecture) {
        return switch (architecture) {
            case "x86_64" -> List.of("qemu-system-x86_64", "-machine", "q35");
            case "ppc64" -> List.of("qemu-system-ppc64", "-machine",
                    "pseries,x-vof=on,cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken,cap-ccf-assist=off");
            default -> List.of("qemu-system-" + architecture);
        };
    }

    /** What a QEMU says on its console. */
    public static String console(List<String> words, String until) throws Exception {
        var command = new ArrayList<>(words);
        command.addAll(List.of("-nographic", "-nodefaults", "-no-reboot", "-serial", "stdio"));
        Process qemu = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile()).start();
        var said = new StringBuilder();
        try {
            var in = new BufferedInputStream(qemu.getInputStream());
            for (int next = in.read(); next >= 0; next = in.read()) {
                said.append((char) next);
                if (said.length() >= until.length() && said.lastIndexOf(until) == said.length() - until.length()) {
                    return said.append(restOfLine(in, until)).toString();
                }
            }
        } finally {
            qemu.destroyForcibly();
        }
        throw new AssertionError("the console never said \"" + until + "\": " + said);
    }

    /** A prompt ends with a blank, and nothing follows. */
    private static String restOfLine(InputStream in, String until) throws IOException {
        var rest = new StringBuilder();
        for (int next = until.endsWith(" ") ? -1 : in.read(); next >= 0 && next != '\n'; next = in.read()) {
            rest.append((char) next);
        }
        return rest.toString();
    }
}
