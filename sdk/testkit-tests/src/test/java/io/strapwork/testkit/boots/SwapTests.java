package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.strapwork.api.address.AddressPlugin;
import io.strapwork.api.address.AddressSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ProtocolPlugin;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.transport.Transport;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifierPlugin;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import io.strapwork.testkit.VirtualClock;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@BootTest(Profiles.TFTP)
@Swap("address=static")
class SwapTests {
    @Swap
    final BootProtocol protocol = (from, into) -> {
        try {
            into.write(Unpooled.wrappedBuffer(DemoKernel.bytes()));
        } catch (io.strapwork.api.fetch.ImageTooLargeException e) {
            throw new AssertionError(e);
        }
    };

    @Test
    void byInstanceAndById(BootSession boot, VirtualClock clock) {
        boot.with("address.address=10.0.2.15/24").with("transport.udp.use=udp");
        assertThat(boot.run()).handedOff().at(0x10000).through(Room.ADDRESS, "static");
        assertTrue(boot.explain().contains("address  static  swapped in by @Swap(\"address=static\") at SwapTests\n"), boot.explain());
        assertTrue(boot.explain().contains("  swapped in by @Swap at SwapTests.protocol\n"), boot.explain());
        assertEquals(0, clock.elapsed().toSeconds());
    }

    @Test
    @Swap("address=dhcp")
    void theMethodsSwapCountsMore(BootSession boot) {
        assertTrue(boot.explain().contains("address  dhcp  "), boot.explain());
    }

    @Test
    @Swap("address=dhcp")
    @Swap(by = TrustsAll.class)
    void byClass(BootSession boot) {
        assertThat(boot.run()).handedOff().verified("kernel", "the test");
    }

    @Test
    @Swap(by = Renamed.class)
    void aroundTheOriginal(BootSession boot) {
        assertThat(boot.with("address.dhcp.patience=20s").with("transport.udp.use=udp").run()).handedOff().through(Room.ADDRESS, "renamed");
        assertTrue(boot.explain().contains("address  renamed  swapped in by @Swap(by = Renamed.class) at SwapTests.aroundTheOriginal\n"),
                boot.explain());
        assertTrue(boot.explain().contains("\n  address.dhcp  dhcp  renamed asks for it\n"), boot.explain());
    }

    /** What the original says, changed. */
    @AddressPlugin(id = "renamed")
    public static final class Renamed implements AddressSource {
        private final AddressSource dhcp;

        @Inject
        Renamed(@Named("dhcp") AddressSource dhcp) {
            this.dhcp = dhcp;
        }

        @Override
        public Lease acquire(IpNetwork network, Architecture machine) {
            return dhcp.acquire(network, machine);
        }
    }

    @Test
    @Swap("address=dhpc")
    void anUnknownIdIsTold(BootSession boot) {
        var refused = assertThrows(StrapworkException.class, boot::explain);
        assertEquals("SW-W104", refused.problems().getFirst().code());
        assertEquals("@Swap(\"address=dhpc\") at SwapTests.anUnknownIdIsTold", refused.problems().getFirst().where());
        assertTrue(refused.problems().getFirst().hint().contains("did you mean \"dhcp\"?"), refused.problems()::toString);
    }

    @Test
    @Swap("address=dhcp")
    @Swap("fetch=http")
    void aMethodsIdCountsMoreThanAField(BootSession boot) {
        var refused = assertThrows(StrapworkException.class, boot::explain);
        assertEquals("SW-W111", refused.problems().getFirst().code());
        assertEquals("@Swap(\"fetch=http\") at SwapTests.aMethodsIdCountsMoreThanAField", refused.problems().getFirst().where());
    }

    /** Nothing in here fits but what is swapped. */
    @Nested
    @BootTest("""
            name = "all-wrong"
            [machine]
            use = "embedded"
            architecture = "s390x"
            memory = "64MiB"
            [address]
            use = "dhpc"
            patience = "soon"
            address = "10.0.2.15/24"
            [transport.udp]
            use = "quic"
            [fetch]
            kernel = "gopher://10.0.2.2/vmlinux"
            [fetch.gopher]
            type = 9
            [trust]
            use = "digest"
            colour = "blue"
            [load]
            use = "aout"
            [handoff]
            use = "linux-s390"
            cmdline = 5
            """)
    @Swap("fetch.gopher=tftp")
    @Swap("transport.udp=udp")
    @Swap("load=elf")
    @Swap("handoff=linux-s390x")
    class WhatIsReplacedIsNotLookedAt {
        @Test
        @Swap(by = TrustsAll.class)
        @Swap(value = "fetch.gopher", by = Gives.class)
        void byIdAndClass(BootSession boot) {
            assertThat(boot.with("handoff.cmdline=quiet").run()).handedOff().verified("kernel", "the test").through(Room.FETCH, "gives");
        }
    }

    /** A test's own protocol, which needs a transport. */
    @ProtocolPlugin(id = "gives", schemes = "gives", over = "udp")
    public static final class Gives implements BootProtocol {
        @Inject
        Gives(Transport udp) {}

        @Override
        public void fetch(BootUri from, ImageSink into) {
            try {
                into.write(Unpooled.wrappedBuffer(DemoKernel.bytes()));
            } catch (io.strapwork.api.fetch.ImageTooLargeException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** A test's own verifier. */
    @VerifierPlugin(id = "trusts-all-of-the-test")
    public static final class TrustsAll implements ImageVerifier {
        @Inject
        TrustsAll() {}

        @Override
        public List<Verdict> verify(List<FetchedPart> parts) {
            return parts.stream().<Verdict>map(part -> new Verdict.Trusted("the test")).toList();
        }
    }

    @BootTest(Profiles.TFTP)
    static class Failing {
        @Test
        void fails(BootSession boot) {
            boot.serve("vmlinux", DemoKernel.bytes());
            assertThat(boot.run()).failedWith("SW-F999");
        }
    }

    @Test
    void theFramesOfAFailedTestAreKept() throws Exception {
        String told = Failures.of(Failing.class);
        String words = "the boot should have failed with SW-F999, but it was handed off: by-tftp on s390x, rooms machine, link, stack, address, transport, "
                + "fetch, trust, load, handoff\nreport: ";
        assertEquals(words, told.substring(0, Math.min(words.length(), told.length())));
        String[] files = told.substring(words.length()).split("\nframes: ", -1);
        String page = Files.readString(Path.of(files[0]));
        assertTrue(page.startsWith("<!DOCTYPE html>") && page.contains("\"profile\":\"by-tftp\"") && page.contains("\"TFTP\""),
                "the report tells of the boot, and of its conversations");
        Path frames = Path.of(files[1]);
        assertTrue(frames.toString().contains("Failing.fails") && frames.endsWith("boot.pcapng"), told);
        byte[] bytes = Files.readAllBytes(frames);
        assertTrue(bytes.length > 10_000, "the capture holds the boot");
        var blocks = java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        assertEquals(0x0a0d0d0a, blocks.getInt(0), "a section header");
        int packets = 0;
        int at = 0;
        while (at < bytes.length) {
            packets += blocks.getInt(at) == 6 ? 1 : 0;
            int length = blocks.getInt(at + 4);
            assertEquals(length, blocks.getInt(at + length - 4), "a block's length stands at both ends");
            at += length;
        }
        assertTrue(packets > 20, "enhanced packets: " + packets);
    }
}
