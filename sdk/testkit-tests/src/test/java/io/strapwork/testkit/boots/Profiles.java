package io.strapwork.testkit.boots;

import io.strapwork.cli.demo.DemoKernel;

/** Firmwares of the embedded machine, and what they boot. */
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

    /** For boots whose course is the same with any kernel: most of what a larger one takes is to be hashed, twice. */
    static byte[] kernel() {
        return DemoKernel.bytes(128 << 10);
    }
}
