package io.strapwork.testkit.boots;

/** Firmwares of the embedded machine. */
final class Profiles {
    static final String TFTP = """
            name = "by-tftp"
            [machine]
            use = "embedded"
            architecture = "s390x"
            memory = "64MiB"
            [address]
            use = "dhcp"
            [fetch]
            kernel = "tftp://10.0.2.2/vmlinux"
            [trust]
            use = "none"
            """;
    static final String HTTP = """
            name = "by-http"
            [machine]
            use = "embedded"
            architecture = "s390x"
            memory = "64MiB"
            [fetch]
            kernel = "http://10.0.2.2/vmlinux"
            [trust]
            use = "none"
            """;

    private Profiles() {}
}
