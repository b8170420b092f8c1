package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.catalogue.OptionDescriptor;
import io.strapwork.runtime.catalogue.OptionType;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No number, duration or size of a reference plugin is without an end. */
class OptionBoundsTests {
    private static final Set<OptionType.Scalar> BOUNDED = Set.of(OptionType.Scalar.INT, OptionType.Scalar.LONG, OptionType.Scalar.DOUBLE,
            OptionType.Scalar.DURATION, OptionType.Scalar.SIZE);

    @TempDir
    private Path folder;

    @Test
    void eachHasBoundsOfItsOwn() {
        Catalogue catalogue = Discovery.discover(OptionBoundsTests.class.getClassLoader(), List.of());
        var without = new ArrayList<String>();
        int seen = 0;
        for (PluginDescriptor plugin : catalogue.kinds().stream().flatMap(kind -> catalogue.of(kind).stream()).toList()) {
            for (OptionDescriptor option : plugin.keys()) {
                if (option.type().scalar().filter(BOUNDED::contains).isPresent()) {
                    seen++;
                    if (option.bounds().least().isEmpty() || option.bounds().most().isEmpty()) {
                        without.add(plugin.id() + "." + option.key());
                    }
                }
            }
        }
        assertEquals(List.of(), without);
        assertTrue(seen > 60, "only " + seen + " options seen");
    }

    /** Each at twice its end, and at less than its beginning: nothing gets as far as a plugin. */
    @Test
    void explainTellsThemAll() throws Exception {
        Path profile = Files.writeString(folder.resolve("bounds.toml"), """
                [machine]
                architecture = "s390x"
                [trust]
                use = "none"
                [fetch]
                kernel = "http://boot.strapwork/x"
                initrd = "tftp://10.0.2.2/x"
                """);
        CommandLineRun run = CommandLineRun.strapwork(folder, "explain", profile, "-P", "address.longest-retry=0s", "-P",
                "address.patience=PT2562047788015H", "-P", "transport.tcp.dns-attempts=2147483647", "-P",
                "transport.tcp.receive-buffer=7EiB",
                "-P", "transport.udp.dns-timeout=0s", "-P", "transport.tcp.burst=99999999999999999999", "-P",
                "machine.memory=9000000000GiB",
                "-P", "fetch.tftp.linger=PT2562047788015H", "-P", "machine.delay=61s", "-P", "machine.loss=1.5");
        assertEquals(2, run.status(), run::toString);
        assertEquals(10, run.errors().lines().filter(line -> line.startsWith("SW-P107")).count(), run::toString);
    }

    /** Its own code and hint, with the place in the profile. */
    @Test
    void whatARecordSaysItselfIsToldAsItSaysIt() throws Exception {
        Path profile = Files.writeString(folder.resolve("record.toml"), """
                [machine]
                architecture = "s390x"
                [fetch]
                kernel = "https://boot.strapwork/x"
                [trust]
                use = "none"
                [transport.tls]
                versions = ["SSLv3"]
                """);
        CommandLineRun run = CommandLineRun.strapwork(folder, "explain", profile);
        assertEquals(2, run.status(), run::toString);
        assertEquals("""
                record.toml can't be assembled: 1 problem

                SW-N404  unknown TLS version "SSLv3"  line 7, transport.tls.versions
                         use TLSv1.3 or TLSv1.2
                """, run.errors());
    }

    @Test
    void theTimeOfTheCommandLineToo() {
        for (String time : List.of("0s", "PT2562047788015H", "PT-1S", "169h")) {
            CommandLineRun run = CommandLineRun.strapwork(folder, "boot", "--timeout", time);
            assertEquals(2, run.status(), run::toString);
            assertTrue(run.errors().startsWith("the arguments can't be used: 1 problem"), run::toString);
            assertTrue(run.errors().contains("SW-P203"), run::toString);
        }
    }
}
