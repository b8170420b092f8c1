package io.strapwork.runtime.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.plugins.DemoPlugins;
import io.strapwork.runtime.plugins.PluginJar;
import io.strapwork.runtime.profile.Profile;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that ask for others of their own kind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DelegateTests {
    private static final String LEAST = """
            [machine]
            architecture = "s390x"
            [trust]
            use = "none"
            [fetch]
            kernel = "tftp://10.0.2.2/vmlinuz"
            [address]
            """;
    private Catalogue catalogue;

    private static String asking(String name, String id, String... others) {
        var parameters = new StringBuilder();
        var body = new StringBuilder();
        for (int i = 0; i < others.length; i++) {
            parameters.append(", @Named(\"").append(others[i]).append("\") AddressSource other").append(i);
            body.append(" others.add(other").append(i).append(");");
        }
        return """
                @AddressPlugin(id = "ID")
                public final class NAME implements AddressSource, AutoCloseable {
                    public final AskingOptions options;
                    public final List<AddressSource> others = new ArrayList<>();
                    public boolean closed;
                    @Inject NAME(AskingOptions optionsPARAMETERS) { this.options = options;BODY }
                    public Lease acquire(IpNetwork network, Architecture architecture) { throw new UnsupportedOperationException(); }
                    public void close() { closed = true; }
                    @Options public record AskingOptions(@Default("5s") Duration patience) {}
                }
                """.replace("NAME", name).replace("\"ID\"", "\"" + id + "\"").replace("PARAMETERS", parameters).replace("BODY", body);
    }

    @BeforeAll
    void discover(@TempDir Path folder) {
        DemoPlugins.all().jar(folder, "demo.jar");
        new PluginJar().with(asking("Slow", "slow")).with(asking("Either", "either", "slow", "static"))
                .with(asking("Outer", "outer", "either")).with(asking("One", "one", "two")).with(asking("Two", "two", "one"))
                .with(asking("Lost", "lost", "statik"))
                .with("""
                        @AddressPlugin(id = "bare")
                        public final class Bare implements AddressSource {
                            public final AddressSource slow;
                            @Inject Bare(@Named("slow") AddressSource slow) { this.slow = slow; }
                            public Lease acquire(IpNetwork network, Architecture architecture) { throw new UnsupportedOperationException(); }
                        }
                        """)
                .with("""
                        @AddressPlugin(id = "chosen")
                        public final class Chosen implements AddressSource {
                            public final List<AddressSource> others;
                            public final AddressSource first;
                            @Inject Chosen(ChosenOptions options, @Named("of") List<AddressSource> others, @Named("first") AddressSource first) {
                                this.others = others;
                                this.first = first;
                            }
                            public Lease acquire(IpNetwork network, Architecture architecture) { throw new UnsupportedOperationException(); }
                            @Options public record ChosenOptions(List<String> of, @Default("slow") String first) {}
                        }
                        """)
                .with("""
                        @ProtocolPlugin(id = "twice", schemes = "twice", over = {})
                        public final class Twice implements BootProtocol {
                            public final BootProtocol below;
                            @Inject Twice(@Named("tftp") BootProtocol below) { this.below = below; }
                            public void fetch(BootUri from, ImageSink into) {}
                        }
                        """)
                .with("""
                        @LoaderPlugin(id = "packed", magics = {}, architectures = "s390x")
                        public final class Packed implements ImageLoader {
                            public final ImageLoader inner;
                            @Inject Packed(@Named("elf") ImageLoader inner) { this.inner = inner; }
                            public LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout) { throw new UnsupportedOperationException(); }
                        }
                        """)
                .with("""
                        @HandoffPlugin(id = "any", architecture = "s390x", contract = "any", formats = {})
                        public final class Any implements HandoffShim {
                            public Handoff prepare(LoadPlan plan, HandoffRequest request) { throw new UnsupportedOperationException(); }
                        }
                        """).jar(folder, "asking.jar");
        catalogue = Discovery.discover(getClass().getClassLoader(), List.of(folder));
    }

    @AfterAll
    void close() throws IOException {
        catalogue.close();
    }

    private Assembly assemble(String profile, String... overrides) {
        var all = new ArrayList<>(List.of("handoff.use=linux-s390x"));
        all.addAll(List.of(overrides));
        return Assembler.assemble(catalogue, Profile.parse("test.toml", profile, all));
    }

    private List<String> problems(String profile) {
        var thrown = assertThrows(StrapworkException.class, () -> assemble(profile));
        return thrown.problems().stream().map(DelegateTests::told).toList();
    }

    private static String told(Problem problem) {
        return problem.code() + " " + problem.where() + ": " + problem.what() + " | " + problem.hint();
    }

    private static AssembledBoot open(Assembly assembly) {
        return assembly.open(new BootContext(BootClock.system(), new Random(1)));
    }

    private static Object field(Object object, String name) throws ReflectiveOperationException {
        return object.getClass().getField(name).get(object);
    }

    @Test
    void optionsLieBelowTheAskers() throws Exception {
        Assembly assembly = assemble(LEAST + "use = \"outer\"\npatience = \"1s\"\n[address.either]\npatience = \"2s\"\n",
                "address.either.slow.patience=3s");
        Object slow;
        try (AssembledBoot boot = open(assembly)) {
            Object outer = boot.address();
            Object either = ((List<?>) field(outer, "others")).getFirst();
            slow = ((List<?>) field(either, "others")).getFirst();
            assertEquals("AskingOptions[patience=PT1S]", field(outer, "options").toString());
            assertEquals("AskingOptions[patience=PT2S]", field(either, "options").toString());
            assertEquals("AskingOptions[patience=PT3S]", field(slow, "options").toString());
            assertEquals("DemoStatic", ((List<?>) field(either, "others")).getLast().getClass().getSimpleName());
            assertSame(outer, boot.address());
        }
        assertEquals(true, field(slow, "closed"));
    }

    /** So that another plugin can take the place of one that it asks for, and a profile's options go on to be right. */
    @Test
    void whatTheAskerDoesNotKnowGoesOn() throws Exception {
        for (String profile : List.of("use = \"bare\"\npatience = \"2s\"\n",
                "use = \"bare\"\npatience = \"1s\"\n[address.slow]\npatience = \"2s\"\n")) {
            Assembly assembly = assemble(LEAST + profile);
            try (AssembledBoot boot = open(assembly)) {
                Object slow = field(boot.address(), "slow");
                assertEquals("AskingOptions[patience=PT2S]", field(slow, "options").toString(), profile);
            }
        }
        assertEquals("SW-P105 line 9, column 1: [address] has no key \"patient\" for plugin \"bare\"",
                problems(LEAST + "use = \"bare\"\npatient = \"2s\"\n").getFirst().replaceAll("(?s) \\|.*", ""));
        assertEquals("SW-P106", problems(LEAST + "use = \"bare\"\npatience = 2\n").getFirst().substring(0, 7));
    }

    /** An option that has the name of a {@code @Named} names the plugins to ask for. */
    @Test
    void anOptionMayChoose() throws Exception {
        Assembly assembly = assemble(LEAST + "use = \"chosen\"\nof = [\"static\", \"slow\"]\n[address.slow]\npatience = \"2s\"\n");
        assertEquals("chosen[Setting[key=of, value=[static, slow], origin=line 9], Setting[key=first, value=slow, origin=default]]"
                + "[static[][], slow[Setting[key=patience, value=2s, origin=line 11]][]]",
                tree(assembly.choice(Kind.ADDRESS).orElseThrow()));
        try (AssembledBoot boot = open(assembly)) {
            List<?> others = (List<?>) field(boot.address(), "others");
            assertEquals(List.of("DemoStatic", "Slow"), others.stream().map(each -> each.getClass().getSimpleName()).toList());
            assertSame(others.getLast(), field(boot.address(), "first"));
        }
        try (AssembledBoot boot = open(assemble(LEAST + "use = \"chosen\"\n", "address.first=static"))) {
            assertEquals(List.of(), field(boot.address(), "others"));
            assertEquals("DemoStatic", field(boot.address(), "first").getClass().getSimpleName());
        }
        assertEquals(List.of("SW-W104 line 8: no address source is called \"statik\", and \"chosen\" asks for it"),
                problems(LEAST + "use = \"chosen\"\nof = [\"statik\"]\n").stream().map(told -> told.replaceAll("(?s) \\|.*", "")).toList());
        assertEquals(List.of("SW-W126"),
                problems(LEAST + "use = \"chosen\"\nof = [\"chosen\"]\n").stream().map(told -> told.substring(0, 7)).distinct().toList());
        assertEquals(List.of("SW-P106"),
                problems(LEAST + "use = \"chosen\"\nof = 3\n").stream().map(told -> told.substring(0, 7)).toList());
    }

    private static String tree(Choice choice) {
        return choice.plugin() + choice.settings() + choice.delegates().stream().map(DelegateTests::tree).toList();
    }

    @Test
    void choicesAreATree() {
        Choice address = assemble(LEAST + "use = \"outer\"\n[address.either.slow]\npatience = \"3s\"\n").choice(Kind.ADDRESS).orElseThrow();
        assertEquals("outer[Setting[key=patience, value=5s, origin=default]][either[Setting[key=patience, value=5s, origin=default]]"
                + "[slow[Setting[key=patience, value=3s, origin=line 10]][], static[][]]]", tree(address));
        Choice either = address.delegates().getFirst();
        assertEquals("outer asks for it", either.reason());
        assertEquals("either.slow", either.delegates().getFirst().section());
    }

    @Test
    void twoBootsShareNone() throws Exception {
        Assembly assembly = assemble(LEAST + "use = \"either\"\n");
        try (AssembledBoot one = open(assembly); AssembledBoot two = open(assembly)) {
            Object first = ((List<?>) field(one.address(), "others")).getFirst();
            Object second = ((List<?>) field(two.address(), "others")).getFirst();
            assertEquals(false, first == second);
        }
    }

    @Test
    void circlesAreRefused() {
        assertEquals(List.of("SW-W126 line 8: address source \"one\" asks for itself: one, two, one | "
                + "use another address source, or report this to the author of asking.jar"), problems(LEAST + "use = \"one\"\n"));
    }

    @Test
    void whatIsNotThere() {
        String last = problems(LEAST + "use = \"lost\"\n").getLast();
        assertEquals("SW-W104 line 8: no address source is called \"statik\", and \"lost\" asks for it",
                last.substring(0, last.indexOf(" | ")));
    }

    @Test
    void keysBelowAreCheckedToo() {
        assertEquals(List.of(
                "SW-P105 line 10, column 1: [address.slow] has no key \"patient\" for plugin \"slow\" | known: patience\ndid you mean \"patience\"?",
                "SW-P105 line 11, column 1: [address.slow] has no key \"use\" | \"either\" asks for \"slow\" itself; use another address source above",
                "SW-P106 line 12, column 1: \"patience\" must be a duration such as \"5s\", not a whole number | write it in quotes"),
                problems(LEAST + "use = \"either\"\n[address.slow]\npatient = \"1s\"\nuse = \"dhcp\"\npatience = 5\n"));
        assertEquals("SW-P106", problems(LEAST + "use = \"either\"\nslow = 5\n").getFirst().substring(0, 7));
        assertEquals("SW-P105 line 9, column 1: [address] has no key \"slow\" for plugin \"dhcp\"",
                problems(LEAST + "use = \"dhcp\"\nslow.patience = \"5s\"\n").getFirst().replaceAll(" \\|.*", ""));
    }

    @Test
    void protocolBringsTheTransportsOfItsDelegate() throws Exception {
        try (AssembledBoot boot = open(assemble(LEAST, "fetch.kernel=twice://x/y", "fetch.twice.tftp.block-bytes=512"))) {
            IpNetwork network = (IpNetwork) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{IpNetwork.class},
                    (proxy, method, arguments) -> {
                        throw new UnsupportedOperationException(method.getName());
                    });
            boot.network(network);
            Object tftp = field(boot.protocol("twice"), "below");
            assertEquals("TftpOptions[blockBytes=512, waiting=Waiting[patience=PT5S]]", field(tftp, "options").toString());
            assertSame(network, field(field(tftp, "udp"), "below"));
        }
    }

    @Test
    void sectionsOfALoadersDelegateDisturbNoOtherCandidate() throws Exception {
        Assembly assembly = assemble(LEAST + "[load.elf]\n", "handoff.use=any");
        try (AssembledBoot boot = open(assembly)) {
            LoaderCandidate packed = boot.loaders().stream().filter(loader -> loader.id().equals("packed")).findFirst().orElseThrow();
            assertEquals("DemoElf", field(packed.loader().get(), "inner").getClass().getSimpleName());
        }
    }
}
