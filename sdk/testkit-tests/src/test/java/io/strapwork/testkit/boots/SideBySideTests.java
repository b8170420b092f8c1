package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConcurrentProtocol;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.PartReport;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import io.strapwork.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts that are fetched at once. */
@BootTest(Profiles.HTTP)
class SideBySideTests {
    private static byte[] noise(int bytes) {
        var noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return noise;
    }

    private static long millis(BootOutcome outcome) {
        return outcome.rooms().stream().filter(room -> room.room() == Room.FETCH).mapToLong(room -> room.took().toMillis()).sum();
    }

    /** 20 ms each way: most of a transfer is waiting. */
    @ParameterizedTest
    @CsvSource({"http, 460", "tftp, 860"})
    void aWireThatWaitsIsShared(String scheme, long most, BootSession boot) {
        String folder = scheme + "://10.0.2.2/";
        boot.serve("vmlinux", DemoKernel.bytes()).serve("initrd", noise(4 << 20)).with("machine.delay=20ms")
                .with("fetch.kernel=" + folder + "vmlinux").with("fetch.initrd=" + folder + "initrd");
        BootOutcome outcome = boot.run();
        assertThat(outcome).handedOff();
        assertTrue(millis(outcome) <= most, () -> millis(outcome) + " ms");
    }

    /** Of a menu: a kernel, an initrd, three small ones of one name. */
    @ParameterizedTest
    @CsvSource({"http, 560", "tftp, 960"})
    void partsOfAMenu(String scheme, long most, BootSession boot) {
        boot.serve("vmlinux", DemoKernel.bytes()).serve("initrd", noise(4 << 20)).serve("a", noise(5000)).serve("b", noise(5001))
                .serve("c", noise(5002))
                .serve("menu", "DEFAULT x\nLABEL x\nKERNEL vmlinux\nINITRD initrd,a,b,c\n".getBytes(StandardCharsets.UTF_8))
                .with("machine.delay=20ms").with("fetch.menu.config=" + scheme + "://10.0.2.2/menu").with("fetch.menu.use=pxelinux");
        BootOutcome outcome = boot.run();
        assertThat(outcome).handedOff();
        assertTrue(millis(outcome) <= most, () -> millis(outcome) + " ms");
        assertEquals(List.of(4 << 20, 5000, 5001, 5002).stream().map(Integer::longValue).toList(),
                outcome.parts().stream().filter(part -> part.name().equals("initrd")).map(PartReport::bytes).toList());
    }

    /** With a protocol of the test's. */
    @Nested
    @BootTest(Profiles.HTTP)
    class Scripted {
        private @Nullable VirtualClock time;
        private final List<String> events = Collections.synchronizedList(new ArrayList<>());
        /** Milliseconds until it ends; negative ones until it fails. */
        private final Map<String, Integer> takes = new HashMap<>(Map.of("/vmlinux", 1000, "/initrd", 100));
        private int bytes = 3;

        @Swap("fetch.http")
        final ConcurrentProtocol protocol = this::fetch;

        @BeforeEach
        void take(VirtualClock clock) {
            time = clock;
        }

        private void fetch(BootUri from, ImageSink into) throws FetchException {
            String thread = Thread.currentThread().getName();
            events.add(from.path() + " begins on " + thread);
            int millis = Objects.requireNonNull(takes.get(from.path()));
            try {
                into.write(Unpooled.wrappedBuffer(from.path().equals("/vmlinux") ? DemoKernel.bytes() : new byte[bytes]));
                Objects.requireNonNull(time).sleep(Duration.ofMillis(Math.abs(millis)));
            } catch (ImageTooLargeException e) {
                throw failed(from, "it is too large, the limit is " + e.limit());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                events.add(from.path() + " is interrupted");
                throw failed(from, "it is interrupted");
            }
            events.add(from.path() + " ends");
            if (millis < 0) {
                throw failed(from, "it is gone");
            }
        }

        private static FetchException failed(BootUri from, String what) {
            return new FetchException(new Problem("SW-F999", Blame.PEER, from.toString(), what, ""),
                    List.of("once at " + from.path()), null);
        }

        private BootSession two(BootSession boot) {
            return boot.with("fetch.initrd=http://10.0.2.2/initrd");
        }

        @Test
        void eachHasAThreadAndOneHasTheBoots(BootSession boot) {
            assertThat(two(boot).run()).handedOff();
            assertEquals(List.of("/vmlinux begins on fetch-kernel", "/initrd begins on fetch-initrd", "/initrd ends", "/vmlinux ends"),
                    events);
        }

        @Test
        void aPartAloneIsFetchedByTheBootsThread(BootSession boot) {
            assertThat(boot.run()).handedOff();
            assertEquals(List.of("/vmlinux begins on boot-test", "/vmlinux ends"), events);
        }

        @Test
        void whatFailsEndsTheOthers(BootSession boot) {
            takes.put("/initrd", -100);
            assertThat(two(boot).run()).failedWith("SW-F999").where("http://10.0.2.2/initrd").what("it is gone").in(Room.FETCH);
            assertEquals("/vmlinux is interrupted", events.getLast());
            assertEquals(List.of("once at /vmlinux", "once at /initrd"), boot.outcome().attempts());
        }

        /** Both at the same time. */
        @Test
        void theFirstThatFailedIsTold(BootSession boot) {
            takes.put("/vmlinux", -300);
            takes.put("/initrd", -280);
            assertThat(two(boot).run()).failedWith("SW-F999").where("http://10.0.2.2/vmlinux").what("it is gone");
        }

        @Test
        void theSameFileWaits(BootSession boot) {
            assertThat(two(boot).with("fetch.initrd=http://10.0.2.2/vmlinux").run()).handedOff();
            assertEquals(List.of("/vmlinux begins on boot-test", "/vmlinux ends"), events);
        }

        @Test
        void theLimitIsOfAll(BootSession boot) {
            int kernel = DemoKernel.bytes().length;
            bytes = 5000;
            assertThat(two(boot).with("fetch.limit=" + (kernel + 4999)).run()).failedWith("SW-F999").where("http://10.0.2.2/initrd")
                    .what("it is too large, the limit is 4999");
        }
    }
}
