package io.strapwork.cli.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Boots of Debian's kernels on real machines, from the sample profiles, with a small initrd of our own. */
public final class QemuLab {
    public static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();
    private static final int NOTE_BYTES = 3_000_000;
    private final Path folder;
    private final byte[] note = new byte[NOTE_BYTES];

    /** @param folder where what is served is put */
    public QemuLab(Path folder) {
        this.folder = folder;
        new Random(3).nextBytes(note);
    }

    /** The folder that {@code samples/kernels/fetch-kernels} filled; without it, or without QEMU, the test is skipped. */
    public static Path kernels(String architecture) {
        String folder = System.getenv("STRAPWORK_KERNELS");
        assumeTrue(folder != null, "STRAPWORK_KERNELS is not set; it names the folder that samples/kernels/fetch-kernels filled");
        assumeTrue(Files.isRegularFile(Path.of(folder, architecture, "initrd.gz")),
                "no kernel for " + architecture + "; run samples/kernels/fetch-kernels");
        program("qemu-system-" + architecture);
        return Path.of(folder).toAbsolutePath();
    }

    /** A kernel for x86_64 of this name below the same folder; what {@code samples/kernels/fetch-newer-kernels} has not fetched skips the test. */
    public static Path x86Kernel(String name) {
        Path file = kernels("x86_64").resolve(name).resolve("vmlinuz");
        assumeTrue(Files.isRegularFile(file), "there is no " + file + "; run samples/kernels/fetch-newer-kernels");
        return file;
    }

    /** Skips the test where this program is not installed. */
    public static void program(String name) {
        boolean installed = false;
        for (String path : System.getenv().getOrDefault("PATH", "").split(":")) {
            installed |= Files.isExecutable(Path.of(path, name));
        }
        assumeTrue(installed, name + " is not installed");
    }

    /** What is served: for this architecture Debian's kernel and the initrd of {@link GuestDisk}, and the file {@code note}. */
    public Path files(String architecture) throws IOException {
        Path from = kernels(architecture).resolve(architecture);
        Path files = folder.resolve("files");
        Path to = files.resolve(architecture);
        if (!Files.exists(to)) {
            Files.createDirectories(to);
            String kernel = kernel(architecture);
            Files.copy(from.resolve(kernel), to.resolve(kernel));
            GuestDisk.write(from.resolve("initrd.gz"), to.resolve("initrd.gz"));
            Files.write(files.resolve("note"), note);
        }
        return files;
    }

    public static String kernel(String architecture) {
        return architecture.equals("ppc64") ? "vmlinux" : "vmlinuz";
    }

    /** What the guest says about the file that it fetched. */
    public String noteDigest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(note));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Arguments of {@code strapwork} for a boot of a sample profile.
     *
     * @param words   for the kernel's command line, after the console
     * @param further arguments
     */
    public List<String> boot(String architecture, String protocol, String words, List<String> further) throws IOException {
        var arguments = new ArrayList<>(List.of("boot",
                PROJECT.resolve("samples/profiles/" + architecture + "-" + protocol + ".toml").toString(), "-P",
                "machine.serve=" + files(architecture), "-P", "machine.tls=" + folder.resolve("tls"), "-P", "machine.patience=120s", "-P",
                "handoff.cmdline=" + commandLine(architecture, words), "--timeout", "240s"));
        if (protocol.equals("https")) {
            arguments.addAll(List.of("-P", "transport.tls.ca=" + folder.resolve("tls/ca.pem")));
        }
        arguments.addAll(further);
        return arguments;
    }

    public static String commandLine(String architecture, String words) {
        return "console=" + switch (architecture) {
            case "s390x" -> "ttysclp0";
            case "ppc64" -> "hvc0";
            default -> "ttyS0";
        } + (words.isEmpty() ? "" : " " + words);
    }
}
