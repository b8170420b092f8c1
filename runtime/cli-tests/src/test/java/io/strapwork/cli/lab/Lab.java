package io.strapwork.cli.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with profiles and the files that the embedded machine's own network serves. */
public final class Lab {
    private final Path folder;

    public Lab(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /** Puts a file among those that are served. */
    public Lab serve(String name, byte[] bytes) {
        write(folder.resolve("files").resolve(name), bytes);
        return this;
    }

    /** Writes a profile. */
    public Path profile(String name, String text) {
        return write(folder.resolve(name + ".toml"), Images.text(text));
    }

    /** An s390x machine on virtio-ccw, its kernel from this URI, unverified. */
    public Path s390x(String name, String kernel) {
        return profile(name, "s390x", "linux-s390x", kernel);
    }

    /** A ppc64 machine on virtio-pci. */
    public Path ppc64(String name, String kernel) {
        return profile(name, "ppc64", "linux-ppc64", kernel);
    }

    private Path profile(String name, String architecture, String handoff, String kernel) {
        return profile(name, """
                name = "%s"

                [machine]
                use = "embedded"
                architecture = "%s"
                memory = "64MiB"
                serve = "files"
                tls = "tls"

                [link]
                use = "%s"

                [address]
                use = "dhcp"

                [fetch]
                kernel = "%s"

                [transport.tls]
                ca = "tls/ca.pem"

                [trust]
                use = "none"

                [handoff]
                use = "%s"
                """.formatted(name, architecture, architecture.equals("s390x") ? "virtio-ccw" : "virtio-pci", kernel, handoff));
    }

    private static Path write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
