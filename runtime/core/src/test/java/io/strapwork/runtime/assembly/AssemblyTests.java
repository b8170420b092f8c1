package io.strapwork.runtime.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifierPlugin;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.plugins.DemoPlugins;
import io.strapwork.runtime.plugins.PluginJar;
import io.strapwork.runtime.profile.Profile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AssemblyTests {
    private static final String LEAST = """
            [machine]
            architecture = "s390x"
            [trust]
            use = "none"
            [fetch]
            kernel = "tftp://10.0.2.2/vmlinuz"
            """;
    private Catalogue catalogue;

    @BeforeAll
    void discover(@TempDir Path folder) {
        DemoPlugins.all().jar(folder, "demo.jar");
        new PluginJar().with("""
                @AddressPlugin(id = "failing")
                public final class Failing implements AddressSource {
                    public Failing() { throw new IllegalStateException("no luck"); }
                    public Lease acquire(IpNetwork network, Architecture architecture) { return null; }
                }
                """).with("""
                @AddressPlugin(id = "stuck")
                public final class Stuck implements AddressSource, AutoCloseable {
                    public Lease acquire(IpNetwork network, Architecture architecture) { return null; }
                    public void close() throws Exception { throw new java.io.IOException("door jammed"); }
                }
                """)
                .with("""
                        @io.strapwork.api.fetch.MenuPlugin(id = "plain", magics = {}, names = {}, programs = {})
                        public final class Plain implements io.strapwork.api.fetch.MenuReader {
                            public io.strapwork.api.fetch.BootMenu read(io.strapwork.api.fetch.MenuRequest request, io.strapwork.api.fetch.ConfigFiles files) { return null; }
                        }
                        """)
                .withoutProcessor().jar(folder, "careless.jar");
        catalogue = Discovery.discover(getClass().getClassLoader(), List.of(folder));
    }

    @AfterAll
    void close() throws IOException {
        catalogue.close();
    }

    private Assembly assemble(String profile, String... overrides) {
        return Assembler.assemble(catalogue, Profile.parse("test.toml", profile, List.of(overrides)));
    }

    private static AssembledBoot open(Assembly assembly) {
        return assembly.open(new BootContext(BootClock.system(), new Random(1)));
    }

    private static IpNetwork network() {
        return (IpNetwork) Proxy.newProxyInstance(AssemblyTests.class.getClassLoader(), new Class<?>[]{IpNetwork.class},
                (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private static Object field(Object object, String name) {
        try {
            return object.getClass().getField(name).get(object);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void choosesAndTellsWhy() {
        Assembly assembly = assemble(LEAST);
        assertEquals("""
                machine embedded: default
                link virtio-ccw: the only one that fits s390x over ccw
                stack inet: the only one
                address dhcp: default
                transport udp: the only one
                fetch tftp: the only one that speaks tftp
                trust none: set in the profile (line 4)
                load elf: one of 2 that fit s390x; the image decides
                load linux-s390x: one of 2 that fit s390x; the image decides
                handoff linux-s390x: the only one that fits s390x""",
                String.join("\n", assembly.choices().stream()
                        .map(choice -> choice.room().section() + " " + choice.plugin() + ": " + choice.reason()).toList()));
        assertEquals(Architecture.S390X, assembly.architecture());
        assertEquals(new ByteSize(1L << 30), assembly.memory());
        assertEquals("ccw", assembly.busKind());
        assertEquals("elf, linux-s390x", assembly.pluginIds(Room.LOAD));
        assertEquals("test", assembly.name());
    }

    @Test
    void aMenusConfigurationIsAUri() {
        String config = "http://10.0.2.2/loader/entries/a.conf";
        Assembly assembly = assemble(LEAST, "fetch.menu.config=" + config);
        assertEquals(Optional.of(BootUri.parse(config)), assembly.menu().orElseThrow().config());
        Problem problem = assertThrows(StrapworkException.class, () -> assemble(LEAST, "fetch.menu.config=/loader")).problems().getFirst();
        assertEquals("SW-P113", problem.code());
        assertTrue(problem.what().startsWith("\"config\": \"/loader\" needs a scheme and a host"), problem.what());
    }

    @Test
    void architectureByHandoffAndBusByDriver() {
        Assembly assembly = assemble(
                "[handoff]\nuse = \"linux-ppc64\"\n[trust]\nuse = \"none\"\n[link]\nuse = \"virtio-ccw\"\n[machine]\nmemory = \"2GiB\"\n");
        assertEquals(Architecture.PPC64, assembly.architecture());
        assertEquals("ccw", assembly.busKind());
        assertEquals(new ByteSize(2L << 30), assembly.memory());
        assertEquals(List.of(new ProfilePart("kernel", Optional.empty(), "")), assembly.parts());
        assertEquals("elf", assembly.pluginIds(Room.LOAD));
    }

    @Test
    void optionsOfAllTypes() {
        Assembly assembly = assemble(LEAST + """
                [machine.labels]
                lab = "one"
                [fetch.tftp]
                block-bytes = 512
                """, "machine.speed=very-fast", "machine.ports=[1, 2]", "machine.loss=1", "machine.dhcp=false", "machine.serve=files",
                "machine.home=http://x/", "machine.seed=9",
                "machine.ring=1KiB", "machine.patience=\"2m\"");
        try (AssembledBoot boot = open(assembly)) {
            assertEquals("MachineOptions[serve=Optional[" + Path.of("files").toAbsolutePath()
                    + "], speed=VERY_FAST, loss=1.0, dhcp=false, ports=[1, 2], labels={lab=one}, "
                    + "ring=1KiB, patience=PT2M, seed=9, home=Optional[http://x/]]", field(boot.machine(), "options").toString());
            boot.network(network());
            assertEquals("TftpOptions[blockBytes=512, waiting=Waiting[patience=PT5S]]", field(boot.protocol("tftp"), "options").toString());
        }
        Choice machine = assembly.choice(Kind.MACHINE).orElseThrow();
        assertTrue(machine.settings().contains(new Setting("loss", "1.0", "-P machine.loss")), machine.settings().toString());
        assertTrue(machine.settings().contains(new Setting("ring", "1KiB", "-P machine.ring")));
        Choice tftp = assembly.choice(Kind.PROTOCOL).orElseThrow();
        assertEquals(List.of(new Setting("block-bytes", "512", "line 10"), new Setting("patience", "5s", "default")), tftp.settings());
    }

    @Test
    void restTakesWhatIsLeft() {
        try (AssembledBoot boot = open(assemble(LEAST, "trust.use=digest", "trust.kernel=sha256:00", "trust.initrd=sha512:11"))) {
            assertEquals("Digests[parts={kernel=sha256:00, initrd=sha512:11}]", field(boot.verifier(), "digests").toString());
        }
    }

    @Test
    void secretsAreNotShown() {
        Assembly assembly = assemble(LEAST, "fetch.kernel=http://x/y", "fetch.http.password=hunter2");
        assertTrue(
                assembly.choice(Kind.PROTOCOL).orElseThrow().settings().contains(new Setting("password", "***", "-P fetch.http.password")));
    }

    @Test
    void transportsComeByNameAndOnce() {
        try (AssembledBoot boot = open(
                assemble(LEAST, "fetch.kernel=https://x/y", "fetch.initrd=http://x/z", "transport.tcp.use=host-tcp"))) {
            boot.network(network());
            BootProtocol https = boot.protocol("https");
            assertEquals("HostTcp", field(https, "tcp").getClass().getSimpleName());
            assertEquals("DemoTls", field(https, "tls").getClass().getSimpleName());
            assertSame(field(https, "tcp"), field(field(https, "tls"), "below"));
            assertSame(https, boot.protocol("https"));
            assertEquals(List.of("https", "http"), List.copyOf(boot.protocols().keySet()));
            assertSame(boot.machine(), boot.machine());
            assertSame(boot.loaders().getFirst().loader().get(), boot.loaders().getFirst().loader().get());
            assertEquals(List.of("0:7f454c46"), boot.loaders().getFirst().magics());
        }
    }

    @Test
    void networkIsThereWhenItIsUp() {
        try (AssembledBoot boot = open(assemble(LEAST))) {
            var early = assertThrows(StrapworkException.class, () -> boot.protocol("tftp"));
            assertEquals("a plugin of the fetch room can't be created: a transport was requested before there is a network",
                    early.problems().getFirst().what());
            IpNetwork network = network();
            boot.network(network);
            assertSame(network, field(field(boot.protocol("tftp"), "udp"), "below"));
        }
    }

    @Test
    void schemeThatOnlyTheBootLearns() {
        try (AssembledBoot boot = open(assemble(LEAST, "fetch.http.redirects=3"))) {
            boot.network(network());
            BootProtocol http = boot.protocol("http");
            assertEquals("HttpOptions[redirects=3, password=Optional.empty]", field(http, "options").toString());
            assertSame(http, boot.protocol("http"));
            var unknown = assertThrows(StrapworkException.class, () -> boot.protocol("gopher"));
            assertEquals("no protocol speaks \"gopher\"", unknown.problems().getFirst().what());
        }
    }

    @Test
    void theNetworkIsChosenWhereSomethingNeedsIt() {
        assertEquals("virtio-ccw, inet, dhcp", network(assemble(LEAST)));
        assertEquals("virtio-ccw, inet, dhcp", network(assemble(LEAST, "fetch.kernel=http://x/y")), "tcp, below tls, runs over it");
        String bare = LEAST.replace("kernel = \"tftp://10.0.2.2/vmlinuz\"", "limit = \"1MiB\"");
        assertEquals("virtio-ccw, inet, dhcp", network(assemble(bare)), "DHCP tells the boot file");
        assertEquals("not entered: no transport runs over the machine's network",
                network(assemble(LEAST, "fetch.kernel=http://x/y", "transport.tcp.use=host-tcp")));
        assertEquals("virtio-ccw, inet, dhcp",
                network(assemble(LEAST + "[transport.udp]\n", "fetch.kernel=http://x/y", "transport.tcp.use=host-tcp")),
                "the profile names one that does");
        BootProtocol zeros = (from, into) -> {};
        assertEquals("not entered: no transport is needed", network(assemble(LEAST).with(Kind.PROTOCOL, "tftp", zeros)));
    }

    private static String network(Assembly assembly) {
        var rooms = new java.util.TreeSet<Room>(List.of(Room.LINK, Room.STACK, Room.ADDRESS));
        Optional<String> absent = assembly.notEntered(Room.LINK);
        for (Room room : Room.values()) {
            assertEquals(rooms.contains(room) ? absent : Optional.empty(), assembly.notEntered(room), room.section());
        }
        return absent.map(reason -> "not entered: " + reason)
                .orElseGet(() -> String.join(", ", List.of(Kind.DRIVER, Kind.STACK, Kind.ADDRESS).stream()
                        .map(kind -> assembly.choice(kind).orElseThrow().plugin()).toList()));
    }

    @Test
    void ofRoomsThatAreNotEnteredOnlyWhatIsNamedIsChosen() {
        String[] host = {"fetch.kernel=http://x/y", "transport.tcp.use=host-tcp"};
        Assembly least = assemble(LEAST, host);
        assertEquals(Optional.empty(), least.choice(Kind.DRIVER));
        assertEquals(Optional.empty(), least.choice(Kind.ADDRESS));
        assertEquals("ccw", least.busKind());
        Assembly named = assemble(LEAST + "[link]\nuse = \"virtio-pci\"\n", host);
        assertEquals("virtio-pci", named.choice(Kind.DRIVER).orElseThrow().plugin());
        assertEquals("pci", named.busKind());
        var wrong = assertThrows(StrapworkException.class,
                () -> assemble(LEAST + "[address]\nuse = \"dhpc\"\n[link]\nrevison = 1\n", host));
        assertEquals(List.of("SW-W104", "SW-P105"), wrong.problems().stream().map(Problem::code).toList());
    }

    /** No driver, stack or address source anywhere: nobody misses them. */
    @Test
    void nothingIsMissedWhereNothingIsNeeded(@TempDir Path folder) throws IOException {
        new PluginJar().with(DemoPlugins.MACHINE).with(DemoPlugins.transport("HostTcp", "host-tcp", "tcp", "host"))
                .with(DemoPlugins.transport("DemoTls", "tls", "tls", "tcp"))
                .with(DemoPlugins.http("DemoHttp", "http", "\"http\"")).with(DemoPlugins.NONE)
                .with(DemoPlugins.loader("DemoElf", "elf", "0:7f454c46", "\"s390x\""))
                .with(DemoPlugins.handoff("S390xHandoff", "s390x", "\"elf\"")).jar(folder, "few.jar");
        try (Catalogue few = Discovery.discover(getClass().getClassLoader(), List.of(folder))) {
            assertEquals("not entered: no transport runs over the machine's network",
                    network(Assembler.assemble(few, Profile.parse("x.toml", LEAST, List.of("fetch.kernel=http://x/y")))));
            var missed = assertThrows(StrapworkException.class,
                    () -> Assembler.assemble(few, Profile.parse("x.toml", LEAST.replaceAll("kernel = .*", ""), List.of())));
            assertEquals(List.of("no driver fits s390x over ccw", "no stack found", "no address source found"),
                    missed.problems().stream().map(Problem::what).toList());
        }
    }

    /** The walk goes one way: what the fetch room hears of is too late for the link. */
    @Test
    void aSchemeThatIsHeardOfTooLateIsAProblem() {
        try (AssembledBoot boot = open(assemble(LEAST, "fetch.kernel=http://x/y", "transport.tcp.use=host-tcp"))) {
            var late = assertThrows(StrapworkException.class, () -> boot.protocol("tftp"));
            assertEquals(
                    """
                            SW-W191  transport "udp" runs over the machine's network, but this boot has not opened it: nothing in the profile needs it
                                     tftp
                                     add a section [transport.udp] to open the network
                            """,
                    ProblemReport.of(late.problems()));
        }
        try (AssembledBoot boot = open(assemble(LEAST + "[transport.udp]\n", "fetch.kernel=http://x/y", "transport.tcp.use=host-tcp"))) {
            boot.network(network());
            assertSame(boot.protocol("tftp"), boot.protocol("tftp"));
        }
    }

    @Test
    void closesInReverseOrder() {
        Object tcp;
        Object address;
        try (AssembledBoot boot = open(assemble(LEAST, "fetch.kernel=http://x/y"))) {
            address = boot.address();
            boot.network(network());
            tcp = field(boot.protocol("http"), "tcp");
            boot.close();
            assertEquals(true, field(tcp, "closed"));
            assertEquals(true, field(address, "closed"));
        }
    }

    @Test
    void closingGoesOnWhenOneFails() {
        AssembledBoot boot = open(assemble(LEAST, "address.use=stuck"));
        boot.address();
        boot.network(network());
        Object udp = field(boot.protocol("tftp"), "udp");
        var failed = assertThrows(StrapworkException.class, boot::close);
        assertEquals("SW-W118 demo.Stuck plugin \"stuck\" failed while being closed: java.io.IOException: door jammed",
                failed.getMessage());
        assertEquals(true, field(udp, "closed"));
        boot.close();
        assertThrows(StrapworkException.class, boot::machine);
    }

    @Test
    void constructorThatFails() {
        try (AssembledBoot boot = open(assemble(LEAST, "address.use=failing"))) {
            var failed = assertThrows(StrapworkException.class, boot::address);
            assertEquals("SW-W117 demo.Failing plugin \"failing\" failed while being created: java.lang.IllegalStateException: no luck",
                    failed.getMessage());
        }
    }

    @Test
    void roomWithoutPlugins(@TempDir Path empty) {
        var nothing = Catalogue.of(List.of());
        var thrown = assertThrows(StrapworkException.class, () -> Assembler.assemble(nothing, Profile.parse("x.toml", LEAST, List.of())));
        assertEquals("""
                x.toml can't be assembled: 8 problems

                SW-W101  no machine found              line 1
                         no machine is on the class path or in --plugins
                SW-W104  no verifier is called "none"  line 4
                         there is no verifier; check that its jar is on the class path or in --plugins
                SW-W106  no protocol speaks "tftp"     line 6
                         no protocol is on the class path or in --plugins
                SW-W101  no driver fits s390x over ccw
                         no driver is on the class path or in --plugins
                SW-W101  no stack found
                         no stack is on the class path or in --plugins
                SW-W101  no address source found
                         no address source is on the class path or in --plugins
                SW-W101  no handoff fits s390x
                         no handoff is on the class path or in --plugins
                SW-W101  no loader fits s390x
                         no loader is on the class path or in --plugins
                """, ProblemReport.assembling("x.toml", thrown.problems()));
    }

    /** Swapped in by class. */
    @VerifierPlugin(id = "swapped")
    public static final class SwappedVerifier implements ImageVerifier {
        final BootClock clock;

        @Inject
        SwappedVerifier(BootClock clock) {
            this.clock = clock;
        }

        @Override
        public List<Verdict> verify(List<io.strapwork.api.fetch.FetchedPart> parts) {
            return List.of();
        }
    }

    @Test
    void swapsByObjectAndClass() {
        var closed = new ArrayList<String>();
        class FakeTcp implements Transport, AutoCloseable {
            @Override
            public io.netty.bootstrap.Bootstrap bootstrap() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                closed.add("tcp");
            }
        }
        var tcp = new FakeTcp();
        BootProtocol gopher = (from, into) -> {};
        Assembly assembly = assemble(LEAST, "fetch.kernel=http://x/y").with(Kind.TRANSPORT, "tcp", tcp)
                .with(Kind.VERIFIER, "", SwappedVerifier.class)
                .with(Kind.PROTOCOL, "gopher", gopher);
        try (AssembledBoot boot = open(assembly)) {
            boot.network(network());
            assertSame(tcp, field(boot.protocol("http"), "tcp"));
            assertSame(BootClock.system(), ((SwappedVerifier) boot.verifier()).clock);
            assertSame(gopher, boot.protocol("gopher"));
        }
        assertEquals(List.of(), closed);
        assertEquals("swapped in", assembly.choice(Kind.VERIFIER).orElseThrow().reason());

        Swaps all = Swaps.NONE.with(Kind.PROTOCOL, "", gopher).with(Kind.MACHINE, "", "not a machine").with(Kind.VERIFIER, "",
                String.class);
        var wrong = assertThrows(StrapworkException.class,
                () -> Assembler.assemble(catalogue, Profile.parse("x.toml", LEAST, List.of("fetch.kernel=any://x/y")), all));
        assertEquals("SW-W103 java.lang.String String was swapped in as a machine but is not one; "
                + "SW-W103 java.lang.String String was swapped in as a verifier but has no annotation of that kind",
                wrong.getMessage());
    }

    @Test
    void furtherOverridesGoOnTop() {
        Assembly swapped = assemble(LEAST, "machine.memory=1GiB").with(Kind.VERIFIER, "", SwappedVerifier.class);
        Assembly changed = swapped.with(List.of("machine.memory=1MiB", "machine.memory=2MiB"));
        assertEquals(2 << 20, changed.memory().bytes());
        assertEquals("swapped in", changed.choice(Kind.VERIFIER).orElseThrow().reason());
        assertEquals(1 << 30, swapped.memory().bytes());
        var wrong = assertThrows(StrapworkException.class, () -> swapped.with(List.of("memory", "machine.colour=blue")));
        assertEquals(List.of("SW-P110", "SW-P105"), wrong.problems().stream().map(Problem::code).toList());
    }

    @Test
    void manyAtOnceShareNothing() throws Exception {
        Assembly http = assemble(LEAST, "fetch.kernel=https://x/y");
        Assembly tftp = assemble(LEAST, "link.use=virtio-pci");
        var boots = new ArrayList<Callable<List<Object>>>();
        for (int i = 0; i < 200; i++) {
            boolean even = i % 2 == 0;
            boots.add(() -> {
                try (AssembledBoot boot = open(even ? http : assemble(LEAST, "link.use=virtio-pci"))) {
                    IpNetwork network = network();
                    boot.network(network);
                    Object transport = even ? field(boot.protocol("https"), "tcp") : field(boot.protocol("tftp"), "udp");
                    assertSame(network, field(transport, "below"));
                    assertEquals(even ? "DemoCcw" : "DemoPci", boot.driver().getClass().getSimpleName());
                    return List.of(boot.machine(), transport, boot.address(), boot.handoff());
                }
            });
        }
        var all = new ArrayList<Object>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<Object>> each : threads.invokeAll(boots)) {
                all.addAll(each.get());
            }
        }
        var seen = new java.util.IdentityHashMap<Object, Boolean>();
        all.forEach(each -> assertEquals(null, seen.put(each, true)));
        assertEquals(800, seen.size());
        assertNotSame(http, tftp);
        assertEquals(2, Arrays.asList(http, tftp).size());
    }
}
