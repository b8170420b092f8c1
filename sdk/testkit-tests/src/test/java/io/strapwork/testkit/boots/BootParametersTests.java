package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.address.AddressPlugin;
import io.strapwork.api.address.AddressSource;
import io.strapwork.api.address.BootFileRequest;
import io.strapwork.api.address.BootFileSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.handoff.HandoffShim;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 5970's parameters of the boot file are a kernel's command line, and nothing to a menu. */
@BootTest("""
        name = "by-boot-parameters"
        [machine]
        use = "embedded"
        architecture = "s390x"
        memory = "64MiB"
        families = ["ipv6"]
        [address]
        use = "ip6"
        [trust]
        use = "none"
        """)
@Swap(by = BootParametersTests.Telling.class)
class BootParametersTests {
    @TempDir
    Path folder;
    private final AtomicReference<Optional<String>> line = new AtomicReference<>(Optional.empty());

    @Swap
    final HandoffShim handoff = (plan, request) -> {
        line.set(request.entryLine());
        throw new Problem("SW-H999", Blame.USER, "test", "this is all that the test wants", "").asException();
    };

    /** A server that tells parameters, too. */
    @AddressPlugin(id = "telling")
    public static final class Telling implements BootFileSource {
        private final AddressSource ip6;

        @Inject
        Telling(@Named("ip6") AddressSource ip6) {
            this.ip6 = ip6;
        }

        @Override
        public Lease acquire(IpNetwork network, Architecture machine) {
            throw new AssertionError("the boot file is wanted");
        }

        @Override
        public Lease acquireWithBootFile(IpNetwork network, BootFileRequest request) {
            Lease told = ((BootFileSource) ip6).acquireWithBootFile(network, request);
            return new Lease(told.configuration(), told.server(), told.nextServer(), told.bootFile(), told.length(), told.options(),
                    List.of("root=/dev/ram0", "quiet"), told.offers());
        }
    }

    @Test
    void followAKernel(BootSession boot) {
        boot.serve("vmlinux", Profiles.kernel()).with("machine.boot-file=vmlinux");
        assertThat(boot.run()).failedWith("SW-H999");
        assertEquals(Optional.of("root=/dev/ram0 quiet"), line.get());
    }

    @Test
    void areNotForAMenusEntry(BootSession boot) {
        boot.serve("vmlinux", Profiles.kernel())
                .serve("boot.ipxe", "#!ipxe\nkernel vmlinux from=menu\nboot\n".getBytes(StandardCharsets.US_ASCII))
                .with("machine.boot-file=boot.ipxe");
        assertThat(boot.run()).failedWith("SW-H999");
        assertEquals(Optional.of("from=menu"), line.get());
    }

    private BootSession signed(BootSession boot) throws IOException {
        var signer = new PgpSigner("Kernel Team");
        return boot.serve("vmlinux", Profiles.kernel()).serve("vmlinux.sig", signer.sign(Profiles.kernel()))
                .with("machine.boot-file=vmlinux").with("trust.use=openpgp")
                .with("trust.keys=" + Files.write(folder.resolve("key.gpg"), signer.publicKey()));
    }

    private static List<String> verified(BootSession boot) {
        return boot.outcome().parts().stream().map(part -> part.name() + " " + part.verified().replaceAll(" [0-9A-F]{40}.*", "")).toList();
    }

    /** Whoever can answer as a DHCP server could write init=/bin/sh. */
    @Test
    void areRefusedWhereSomebodyHasToVouch(BootSession boot) throws IOException {
        assertThat(signed(boot).run()).failedWith("SW-F122").where("DHCPv6 option 60")
                .what("nobody vouches for the command line that the DHCPv6 server gives: root=/dev/ram0 quiet").in(Room.TRUST);
        assertEquals(List.of("kernel openpgp", "command-line refused"), verified(boot));
        assertEquals(Optional.empty(), line.get());
    }

    @Test
    void passWhereTheProfileLetsThem(BootSession boot) throws IOException {
        assertThat(signed(boot).with("trust.uncovered=command-line").run()).failedWith("SW-H999");
        assertEquals(List.of("kernel openpgp", "command-line uncovered"), verified(boot));
        assertEquals(Optional.of("root=/dev/ram0 quiet"), line.get());
    }
}
