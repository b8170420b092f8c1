package io.strapwork.runtime.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.transport.Transport;
import io.strapwork.api.transport.TransportPlugin;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.plugins.DemoPlugins;
import io.strapwork.runtime.profile.Profile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a swap replaces is not looked at; what it brings is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwapAssemblyTests {
    private static final String LEAST = """
            [machine]
            architecture = "s390x"
            [trust]
            use = "none"
            [fetch]
            kernel = "tftp://10.0.2.2/vmlinuz"
            """;
    /** Each place is wrong in its own way: no such plugin, no such key, a wrong value, a missing option, a missing jar. */
    private static final String WRONG = """
            [machine]
            use = "pc"
            architecture = "s390x"
            [link]
            use = "virtio-cwc"
            [address]
            use = "dhcp"
            no-such-key = 1
            [transport.tcp]
            use = "quic"
            [fetch]
            kernel = "http://10.0.2.2/vmlinuz"
            [fetch.http]
            redirects = "many"
            [trust]
            use = "digest"
            kernel = 5
            [load]
            use = "aout"
            [handoff]
            use = "linux-s390"
            """;

    private Catalogue catalogue;

    @BeforeAll
    void discover(@TempDir Path folder) {
        DemoPlugins.all().jar(folder, "demo.jar");
        catalogue = Discovery.discover(getClass().getClassLoader(), List.of(folder));
    }

    @AfterAll
    void close() throws IOException {
        catalogue.close();
    }

    private static Profile profile(String text, String... overrides) {
        return Profile.parse("test.toml", text, List.of(overrides));
    }

    @Test
    void whatIsSwappedByIdIsNotLookedAt() {
        String by = "@Swap at Some.test";
        Swaps swaps = Swaps.NONE.withId(Kind.MACHINE, "", "embedded", by).withId(Kind.DRIVER, "", "virtio-ccw", by)
                .withId(Kind.ADDRESS, "", "static", by).withId(Kind.TRANSPORT, "tcp", "host-tcp", by).withId(Kind.VERIFIER, "", "none", by)
                .withId(Kind.LOADER, "", "elf", by).withId(Kind.HANDOFF, "", "linux-s390x", by)
                .with(Kind.PROTOCOL, "", (BootProtocol) (from, into) -> {}, by);
        Assembly assembly = Assembler.assemble(catalogue, profile(WRONG), swaps);
        assertEquals(
                "machine embedded, link virtio-ccw, address static, transport host-tcp, trust none, load elf, handoff linux-s390x",
                String.join(", ", assembly.choices().stream().filter(choice -> choice.room() != Room.FETCH)
                        .map(choice -> choice.room().section() + " " + choice.plugin()).toList()));
        assertEquals(Optional.of("no transport runs over the machine's network"), assembly.notEntered(Room.ADDRESS));
        assertEquals("swapped in by @Swap at Some.test", assembly.choice(Kind.ADDRESS).orElseThrow().reason());
    }

    @Test
    void whatIsSwappedByObjectIsNotLookedAt() throws ClassNotFoundException {
        Swaps swaps = Swaps.NONE;
        for (Kind kind : Kind.FIRST) {
            Class<?> type = Class.forName(kind.type());
            Object object = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{type}, (proxy, method, arguments) -> null);
            swaps = kind == Kind.STACK
                    ? swaps
                    : swaps.with(kind, kind == Kind.TRANSPORT ? "tcp" : "", object, "@Swap at Some." + kind.section());
        }
        Assembly assembly = Assembler.assemble(catalogue, profile(WRONG), swaps);
        assertEquals("machine, link, address, transport.tcp, fetch.http, trust, load, handoff",
                String.join(", ", assembly.choices().stream()
                        .map(choice -> choice.room().section() + (choice.section().isEmpty() ? "" : "." + choice.section())).toList()));
        assertEquals(Map.of(Kind.PROTOCOL, List.of("http"), Kind.TRANSPORT, List.of("tcp", "tls"), Kind.VERIFIER, List.of("")),
                selected(Assembler.sections(catalogue, profile(WRONG), Swaps.NONE)));
    }

    private static Map<Kind, List<String>> selected(Map<Kind, List<String>> sections) {
        var some = new HashMap<>(sections);
        some.keySet().retainAll(List.of(Kind.PROTOCOL, Kind.TRANSPORT, Kind.VERIFIER));
        return some;
    }

    /** The files wrote for what was replaced, the overrides are a test's own. */
    @Test
    void keysOfTheFileYieldToASwapAndThoseOfOverridesAreChecked() {
        String file = LEAST + "[link]\nuse = \"virtio-pci\"\ncolour = \"blue\"\nrevision = 1\n";
        Swaps swaps = Swaps.NONE.withId(Kind.DRIVER, "", "virtio-ccw", "@Swap at Some.test");
        assertEquals(List.of(new Setting("revision", "1", "line 10")),
                Assembler.assemble(catalogue, profile(file), swaps).choice(Kind.DRIVER).orElseThrow().settings());
        var thrown = assertThrows(StrapworkException.class, () -> Assembler.assemble(catalogue, profile(file, "link.devise=1.2"), swaps));
        assertEquals("""
                test.toml can't be assembled: 1 problem

                SW-P105  [link] has no key "devise" for plugin "virtio-ccw"  -P link.devise
                         known: device, revision                         did you mean "device"?
                """, ProblemReport.assembling("test.toml", thrown.problems()));
    }

    /** A test's own transport. */
    @TransportPlugin(id = "swapped-tls", provides = "tls", over = "tcp")
    public static final class SwappedTls implements Transport {
        final Transport below;

        @Inject
        SwappedTls(Transport below) {
            this.below = below;
        }

        @Override
        public io.netty.bootstrap.Bootstrap bootstrap() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aTransportThatIsSwappedByClassGetsWhatItRunsOver() {
        Swaps swaps = Swaps.NONE.with(Kind.TRANSPORT, "tls", SwappedTls.class).with(Kind.LOADER, "elf", new ElfOfTheTest());
        Assembly assembly = Assembler.assemble(catalogue, profile(LEAST), swaps);
        assertEquals("udp, tcp, swapped-tls", assembly.pluginIds(Room.TRANSPORT));
        assertEquals("ElfOfTheTest, linux-s390x", assembly.pluginIds(Room.LOAD));
    }

    /** One loader of several. */
    static final class ElfOfTheTest implements io.strapwork.api.load.ImageLoader {
        @Override
        public io.strapwork.api.load.LoadPlan plan(io.strapwork.api.trust.VerifiedImage image, Architecture architecture,
                io.strapwork.api.machine.MemoryLayout layout) {
            throw new UnsupportedOperationException();
        }
    }
}
