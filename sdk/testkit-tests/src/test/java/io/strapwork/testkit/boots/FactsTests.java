package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.BootFacts;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifierPlugin;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.OutcomeAssert;
import io.strapwork.testkit.Swap;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What plugins tell is in the outcome. */
@BootTest(Profiles.TFTP)
class FactsTests {
    private static byte[] packed() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var packed = new GZIPOutputStream(bytes)) {
            packed.write(DemoKernel.bytes());
        }
        return bytes.toByteArray();
    }

    @Test
    void ofABootThatWentWell(BootSession boot) throws IOException {
        boot.serve("vmlinux", packed());
        var right = assertThat(boot.run()).handedOff().told(Room.LOAD, "unpacked-bytes", Integer.toString(DemoKernel.bytes().length));
        String message = assertThrows(AssertionError.class, () -> right.told(Room.LOAD, "unpacked-bytes", "7")).getMessage();
        String begin = "in the load room unpacked-bytes should be reported as 7, but the facts there are [compressed unpacked-bytes: "
                + DemoKernel.bytes().length + "]";
        assertEquals(begin, message.substring(0, begin.length()));
    }

    @Test
    @Swap(by = Teller.class)
    void ofABootThatFailed(BootSession boot) {
        boot.serve("vmlinux", DemoKernel.bytes());
        OutcomeAssert.Failed failed = assertThat(boot.run()).failedWith("SW-T999").told(Room.TRUST, "key", "B0A7");
        assertThrows(AssertionError.class, () -> failed.told(Room.TRUST, "key", "b0a7"));
        assertThrows(AssertionError.class, () -> failed.told(Room.LOAD, "key", "B0A7"));
    }

    /** Tells why, and refuses. */
    @VerifierPlugin(id = "teller")
    public static final class Teller implements ImageVerifier {
        private final BootFacts facts;

        @Inject
        Teller(BootFacts facts) {
            this.facts = facts;
        }

        @Override
        public List<Verdict> verify(List<FetchedPart> parts) {
            facts.tell("key", "B0A7\n");
            return parts.stream().<Verdict>map(part -> new Verdict.Refused(new Problem("SW-T999", Blame.PEER, part.name(), "no", "")))
                    .toList();
        }
    }
}
