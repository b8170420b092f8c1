package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.Unpooled;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.plugin.VerifierPlugin;
import io.strapwork.api.transport.Transport;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import io.strapwork.testkit.VirtualClock;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

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
        boot.with("address.address=10.0.2.15/24");
        assertThat(boot.run()).handedOff().at(0x10000).through(Room.ADDRESS, "static");
        assertTrue(boot.explain().contains("address  static  the profile says so (-P address.use)\n"), boot.explain());
        assertTrue(boot.explain().contains("  swapped in\n"), boot.explain());
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
    @Swap("address=dhpc")
    void anUnknownIdIsTold(BootSession boot) {
        var refused = assertThrows(StrapworkException.class, boot::explain);
        assertEquals("SW-W104", refused.problems().getFirst().code());
        assertTrue(refused.problems().getFirst().hint().contains("did you mean \"dhcp\"?"), refused.problems()::toString);
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

    @BootTest(Profiles.HTTP)
    static class Unplaceable {
        @Swap
        final Transport transport = () -> {
            throw new AssertionError();
        };

        @Test
        void boots(BootSession boot) {
            boot.run();
        }
    }

    @BootTest(Profiles.TFTP)
    static class NoPlugin {
        @Swap
        final String text = "no plugin";

        @Test
        void boots(BootSession boot) {
            boot.run();
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

    @BootTest(Profiles.HTTP)
    static class NoSuchPlace {
        @Swap("transport.tpc")
        final Transport transport = () -> {
            throw new AssertionError();
        };

        @Test
        void boots(BootSession boot) {
            boot.run();
        }
    }

    @BootTest(Profiles.HTTP)
    static class WrongPlace {
        @Swap("transport.tcp")
        final BootProtocol protocol = (from, into) -> {};

        @Test
        void boots(BootSession boot) {
            boot.run();
        }
    }

    @BootTest(Profiles.HTTP)
    @Swap("transprot.tcp=host-tcp")
    static class NoSuchSection {
        @Test
        void boots(BootSession boot) {
            boot.run();
        }
    }

    @BootTest(Profiles.HTTP)
    @Swap(by = String.class)
    static class NoPluginClass {
        @Test
        void boots(BootSession boot) {
            boot.run();
        }
    }

    @BootTest(Profiles.HTTP)
    @Swap("trust")
    static class NoId {
        @Test
        void boots(BootSession boot) {
            boot.run();
        }
    }

    private static final String KINDS = "it would have to implement one of MachineProvider, LinkDriver, IpStack, AddressSource, Transport, "
            + "BootProtocol, ImageVerifier, ImageLoader, HandoffShim";

    @Test
    void aSwapThatHasNoPlaceIsToldTheCandidates() {
        assertEquals("field transport can't be swapped in: \"transport.tpc\" is no place of by-http; candidates: transport.tcp, "
                + "transport.tls. Write @Swap(\"transport.tcp\")", failures(NoSuchPlace.class));
        assertEquals("field protocol can't be swapped in: transport.tcp takes no BootProtocol; candidates: fetch.http. Write "
                + "@Swap(\"fetch.http\")", failures(WrongPlace.class));
        assertEquals("@Swap(\"transprot.tcp=host-tcp\") can't be swapped in: \"transprot.tcp\" is no place of any firmware; candidates: machine, "
                + "link, stack, address, transport, fetch, trust, load, handoff", failures(NoSuchSection.class));
        assertEquals("class String can't be swapped in: String is no plugin of any kind; " + KINDS, failures(NoPluginClass.class));
        assertEquals("@Swap(\"trust\") says no plugin: write \"trust=ID\", or by = SomePlugin.class", failures(NoId.class));
    }

    private static String failures(Class<?> test) {
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request().selectors(selectClass(test)).build(), listener);
        return listener.getSummary().getFailures().stream().map(failure -> failure.getException().getMessage())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void aFieldThatFitsTwicePlacesIsToldTheCandidates() {
        assertEquals("field transport can't be swapped in: more than one place of by-http takes a Transport; candidates: transport.tcp, "
                + "transport.tls. Write @Swap(\"transport.tcp\")", failures(Unplaceable.class));
    }

    @Test
    void aFieldThatIsNoPluginIsToldWhatWouldBe() {
        assertEquals(
                "field text can't be swapped in: String is no plugin of any kind; it would have to implement one of MachineProvider, LinkDriver, "
                        + "IpStack, AddressSource, Transport, BootProtocol, ImageVerifier, ImageLoader, HandoffShim",
                failures(NoPlugin.class));
    }

    @Test
    void theFramesOfAFailedTestAreKept() throws Exception {
        String told = failures(Failing.class);
        String words = "the boot was to fail with SW-F999, it was handed off: by-tftp on s390x, rooms machine, link, stack, address, transport, "
                + "fetch, trust, load, handoff\nframes: ";
        assertEquals(words, told.substring(0, Math.min(words.length(), told.length())));
        Path frames = Path.of(told.substring(words.length()));
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
