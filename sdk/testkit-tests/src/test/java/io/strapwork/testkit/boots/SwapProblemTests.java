package io.strapwork.testkit.boots;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.address.AddressSource;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.transport.Transport;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import org.junit.jupiter.api.Test;

/** The exact words for each swap that can't be. */
class SwapProblemTests {
    private static final String KINDS = "it must implement one of MachineProvider, LinkDriver, DiskDriver, IpStack, AddressSource, Transport, "
            + "BootProtocol, FileSystem, MenuReader, ImageVerifier, ImageLoader, HandoffShim";
    private static final String PLACES = "machine, link, stack, address, transport.tcp, transport.tls, fetch.http, trust, load.compressed, load.early, load.elf, load.linux-s390x, handoff";
    private static final Transport UNUSED = () -> {
        throw new AssertionError();
    };

    @BootTest(Profiles.HTTP)
    abstract static class Explained {
        @Test
        void boots(BootSession boot) {
            boot.explain();
        }
    }

    static class Unplaceable extends Explained {
        @Swap
        final Transport transport = UNUSED;
    }

    static class NothingTakesIt extends Explained {
        @Swap
        final BootProtocol protocol = (from, into) -> {};
        @Swap
        final Transport transport = UNUSED;
    }

    @BootTest(Profiles.TFTP)
    static class NoPlugin extends Explained {
        @Swap
        final String text = "no plugin";
    }

    static class NothingThere extends Explained {
        @Swap
        final ImageVerifier verifier = null;
    }

    static class NoSuchPlace extends Explained {
        @Swap("transport.tpc")
        final Transport transport = UNUSED;
    }

    static class NoSuchLoader extends Explained {
        @Swap("load.efl")
        final ImageLoader loader = (image, architecture, layout) -> {
            throw new AssertionError();
        };
    }

    static class WrongPlace extends Explained {
        @Swap("transport.tcp")
        final BootProtocol protocol = (from, into) -> {};
    }

    @Swap("transport.tpc=host-tcp")
    static class NoSuchTransport extends Explained {}

    @Swap("transport=host-tcp")
    static class WhichTransport extends Explained {}

    @Swap("transprot.tcp=host-tcp")
    static class NoSuchSection extends Explained {}

    @Swap("load.elf=linux-s390x")
    static class OneLoaderForAnother extends Explained {}

    @Swap(by = String.class)
    static class NoPluginClass extends Explained {}

    @Swap("trust")
    static class NoId extends Explained {}

    @Swap(value = "trust=none", by = String.class)
    static class TwoPlugins extends Explained {}

    static class TwoPluginsAtAField extends Explained {
        @Swap("trust=none")
        final ImageVerifier verifier = parts -> {
            throw new AssertionError();
        };
    }

    @Test
    void aSwapWithoutAPlaceIsToldTheCandidates() {
        assertEquals("@Swap at Unplaceable.transport can't be swapped in: more than one place of by-http takes a Transport; candidates: "
                + "transport.tcp, transport.tls. Write @Swap(\"transport.tcp\")", Failures.of(Unplaceable.class));
        assertEquals("@Swap at NothingTakesIt.transport can't be swapped in: no place of by-http takes a Transport; candidates: "
                + "machine, link, stack, address, fetch.http, trust, load.compressed, load.early, load.elf, load.linux-s390x, handoff. Write @Swap(\"machine\")",
                Failures.of(NothingTakesIt.class));
        assertEquals("@Swap(\"transport.tpc\") at NoSuchPlace.transport can't be swapped in: \"transport.tpc\" is not a place of by-http; "
                + "candidates: transport.tcp, transport.tls. Write @Swap(\"transport.tcp\")", Failures.of(NoSuchPlace.class));
        assertEquals("@Swap(\"load.efl\") at NoSuchLoader.loader can't be swapped in: \"load.efl\" is not a place of by-http; "
                + "candidates: load.compressed, load.early, load.elf, load.linux-s390x. Write @Swap(\"load.elf\")",
                Failures.of(NoSuchLoader.class));
        assertEquals(
                "@Swap(\"transport.tcp\") at WrongPlace.protocol can't be swapped in: transport.tcp takes no BootProtocol; candidates: "
                        + "fetch.http. Write @Swap(\"fetch.http\")",
                Failures.of(WrongPlace.class));
        assertEquals(
                "@Swap(\"transport.tpc=host-tcp\") at NoSuchTransport can't be swapped in: \"transport.tpc\" is not a place of by-http; "
                        + "candidates: transport.tcp, transport.tls. Write @Swap(\"transport.tcp=host-tcp\")",
                Failures.of(NoSuchTransport.class));
        assertEquals("@Swap(\"transport=host-tcp\") at WhichTransport can't be swapped in: \"transport\" is not a place of by-http; "
                + "candidates: transport.tcp, transport.tls. Write @Swap(\"transport.tcp=host-tcp\")", Failures.of(WhichTransport.class));
        assertEquals("@Swap(\"transprot.tcp=host-tcp\") at NoSuchSection can't be swapped in: \"transprot.tcp\" is not a place of by-http; "
                + "candidates: " + PLACES + ". Write @Swap(\"transport.tcp=host-tcp\")", Failures.of(NoSuchSection.class));
    }

    @Test
    void aSwapThatIsNoPluginIsToldWhatWouldBe() {
        assertEquals("@Swap at NoPlugin.text can't be swapped in: String is not a plugin of any kind; " + KINDS,
                Failures.of(NoPlugin.class));
        assertEquals("@Swap(by = String.class) at NoPluginClass can't be swapped in: String is not a plugin of any kind; " + KINDS,
                Failures.of(NoPluginClass.class));
        assertEquals("@Swap at NothingThere.verifier can't be swapped in: it is null", Failures.of(NothingThere.class));
        assertEquals("@Swap(\"trust\") at NoId names no plugin: write \"trust=ID\", or by = SomePlugin.class", Failures.of(NoId.class));
        assertEquals("@Swap(value = \"trust=none\", by = String.class) at TwoPlugins names two plugins, by id and by class: remove one",
                Failures.of(TwoPlugins.class));
        assertEquals("@Swap(\"trust=none\") at TwoPluginsAtAField.verifier names two plugins, the field's and another: remove one",
                Failures.of(TwoPluginsAtAField.class));
        assertEquals("@Swap(\"load.elf=linux-s390x\") at OneLoaderForAnother can't be swapped in: a loader of the catalogue is a candidate "
                + "already; write @Swap(\"load=linux-s390x\") to have it alone", Failures.of(OneLoaderForAnother.class));
    }

    @Swap("trust=none")
    @Swap("trust=digest")
    static class TwiceById extends Explained {}

    @Swap("trust=none")
    static class ByIdAndByField extends Explained {
        @Swap
        final ImageVerifier verifier = parts -> {
            throw new AssertionError();
        };
    }

    static class TwoFields extends Explained {
        @Swap("transport.tcp")
        final Transport one = UNUSED;
        @Swap("transport.tcp")
        final Transport other = UNUSED;
    }

    @BootTest(Profiles.HTTP)
    static class TwiceAtAMethod {
        @Test
        @Swap("trust=none")
        @Swap(by = SwapTests.TrustsAll.class)
        void boots(BootSession boot) {
            boot.explain();
        }
    }

    @Test
    void twoSwapsForOnePlaceAreToldBoth() {
        assertEquals(
                "@Swap(\"trust=none\") at TwiceById and @Swap(\"trust=digest\") at TwiceById are two swaps for one place, trust: remove one",
                Failures.of(TwiceById.class));
        assertEquals("@Swap(\"trust=none\") at ByIdAndByField and @Swap at ByIdAndByField.verifier are two swaps for one place, trust: "
                + "remove one", Failures.of(ByIdAndByField.class));
        assertEquals(
                "@Swap(\"transport.tcp\") at TwoFields.one and @Swap(\"transport.tcp\") at TwoFields.other are two swaps for one place, "
                        + "transport.tcp: remove one",
                Failures.of(TwoFields.class));
        assertEquals("@Swap(\"trust=none\") at TwiceAtAMethod.boots and @Swap(by = TrustsAll.class) at TwiceAtAMethod.boots are two swaps "
                + "for one place, trust: remove one", Failures.of(TwiceAtAMethod.class));
    }

    @Swap("address=dhpc")
    static class WrongId extends Explained {}

    @Swap("address=dhpc")
    @Swap("transport.tcp=udp")
    @Swap("fetch.http=tftp")
    @Swap("handoff=linux-ppc64")
    static class WrongIds extends Explained {}

    @BootTest(value = Profiles.HTTP, overrides = "address.adress=10.0.2.15/24")
    @Swap("address=static")
    static class WrongOptions extends Explained {}

    @Swap(by = NoAnnotation.class)
    static class Bare extends Explained {}

    /** A plugin that the processor would refuse. */
    public static final class NoAnnotation implements AddressSource {
        @Override
        public io.strapwork.api.address.Lease acquire(io.strapwork.api.stack.IpNetwork network,
                io.strapwork.api.machine.Architecture architecture) {
            throw new AssertionError();
        }
    }

    @Test
    void whatIsWrongWithWhatIsSwappedInIsToldAtTheSwapWithItsHint() {
        assertEquals("""
                WrongIds.toml can't be assembled: 4 problems

                SW-W104  no address source is called "dhpc"          @Swap("address=dhpc") at WrongIds
                         known: auto, dhcp, dhcp6, ip6, one-dead-router, one-router, preferred-dead-router, renamed, slaac, static, telling
                         did you mean "dhcp"?
                SW-W111  protocol "tftp" doesn't speak http       @Swap("fetch.http=tftp") at WrongIds
                         speaks http: http (protocol-http)
                SW-W110  transport "udp" provides udp, not tcp  @Swap("transport.tcp=udp") at WrongIds
                         provides tcp: host-tcp (transport-host), tcp (transport-tcp)
                SW-W121  handoff "linux-ppc64" prepares ppc64, but the machine is s390x
                         @Swap("handoff=linux-ppc64") at WrongIds
                         fits s390x: linux-s390x (handoff-linux)""", Failures.of(WrongIds.class));
        assertEquals("""
                WrongOptions.toml can't be assembled: 2 problems

                SW-P105  [address] has no key "adress" for plugin "static"  -P address.adress
                         known: address, addresses, gateway, routes, dns, domain, mtu
                         did you mean "address"?
                SW-P108  [address] needs the key "address" for plugin "static"
                         @Swap("address=static") at WrongOptions
                         own address and prefix length, such as "10.0.2.15/24" or "2001:db8::15/64\"""", Failures.of(WrongOptions.class));
        assertEquals("""
                Bare.toml can't be assembled: 1 problem

                SW-W103  NoAnnotation was swapped in as an address source but has no annotation of that kind
                         @Swap(by = NoAnnotation.class) at Bare""", Failures.of(Bare.class));
        assertEquals("""
                WrongId.toml can't be assembled: 1 problem

                SW-W104  no address source is called "dhpc"  @Swap("address=dhpc") at WrongId
                         known: auto, dhcp, dhcp6, ip6, one-dead-router, one-router, preferred-dead-router, renamed, slaac, static, telling
                         did you mean "dhcp"?""", Failures.of(WrongId.class));
    }
}
