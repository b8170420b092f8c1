package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.trust.Companion;
import io.strapwork.api.trust.CompanionVerifier;
import io.strapwork.api.trust.Companions;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifierPlugin;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.CompanionReport;
import io.strapwork.runtime.outcome.BootOutcome.PartReport;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import io.strapwork.testkit.fake.Parts;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that a verifier wants from beside the parts. */
@BootTest(Profiles.HTTP)
@Swap(by = CompanionTests.Sums.class)
class CompanionTests {
    private static final byte[] INITRD = {1, 2, 3};
    private static final String SUMS = Parts.sha256(DemoKernel.bytes()) + "\n" + Parts.sha256(INITRD) + "\n";

    /** Trusts what the list beside it has, and that alone. */
    @VerifierPlugin(id = "sums-beside")
    public static final class Sums implements CompanionVerifier {
        @Override
        public List<String> companions(FetchedPart part) {
            return List.of("SUMS", part.fileName() + ".note");
        }

        @Override
        public List<Verdict> verify(List<FetchedPart> parts, Companions companions) {
            return parts.stream().map(part -> switch (companions.of(part, "SUMS")) {
                case Companion.Found(var content) when new String(content.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8)
                        .contains(part.sha256()) ->
                    new Verdict.Trusted("sums");
                case Companion.Found _ -> refused(part, "the list does not have it");
                case Companion.NotThere() -> refused(part, "there is no list");
            }).toList();
        }

        private static Verdict refused(FetchedPart part, String what) {
            return new Verdict.Refused(new Problem("SW-T999", Blame.PEER, part.uri().toString(), what, ""));
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "tftp"})
    void areFetchedByTheProtocolOfTheirPart(String scheme, BootSession boot) {
        String folder = scheme + "://10.0.2.2/boot/";
        boot.serve("boot/vmlinux", DemoKernel.bytes()).serve("boot/initrd", INITRD).serve("boot/SUMS", text(SUMS))
                .serve("boot/initrd.note", new byte[0]).serve("SUMS", text("of somebody else"))
                .with("fetch.kernel=" + folder + "vmlinux").with("fetch.initrd=" + folder + "initrd");
        BootOutcome outcome = boot.run();
        assertThat(outcome).handedOff().verified("kernel", "sums").verified("initrd", "sums");
        assertEquals(List.of(new CompanionReport(folder + "SUMS", Optional.of((long) SUMS.length())),
                new CompanionReport(folder + "vmlinux.note", Optional.empty()),
                new CompanionReport(folder + "initrd.note", Optional.of(0L))),
                outcome.companions());
        assertEquals(List.of(Parts.sha256(DemoKernel.bytes()), Parts.sha256(INITRD)),
                outcome.parts().stream().map(PartReport::sha256).toList());
        assertTrue(outcome.segments().stream().noneMatch(segment -> segment.name().contains("SUMS")), outcome.segments()::toString);
    }

    @Test
    void whatIsNotThereIsTheVerifiersToJudge(BootSession boot) {
        boot.serve("vmlinux", DemoKernel.bytes());
        assertThat(boot.run()).failedWith("SW-T999").what("there is no list").in(Room.TRUST);
        assertEquals(List.of(new CompanionReport("http://10.0.2.2/SUMS", Optional.empty()),
                new CompanionReport("http://10.0.2.2/vmlinux.note", Optional.empty())), boot.outcome().companions());
    }

    @Test
    void anotherListRefuses(BootSession boot) {
        boot.serve("vmlinux", DemoKernel.bytes()).serve("SUMS", text("nothing"));
        assertThat(boot.run()).failedWith("SW-T999").what("the list does not have it").in(Room.TRUST);
    }

    @Test
    void whatIsTooLargeEndsTheBoot(BootSession boot) {
        boot.serve("vmlinux", DemoKernel.bytes()).serve("SUMS", new byte[(1 << 20) + 1]);
        assertThat(boot.run()).failedWith("SW-F117").where("http://10.0.2.2/SUMS").in(Room.TRUST);
        assertEquals(List.of(), boot.outcome().companions());
    }

    @Test
    void aMebibyteIsNotTooLarge(BootSession boot) {
        byte[] list = text(SUMS + " ".repeat((1 << 20) - SUMS.length()));
        boot.serve("vmlinux", DemoKernel.bytes()).serve("SUMS", list);
        assertThat(boot.run()).handedOff().verified("kernel", "sums");
    }

    /** With a protocol of the test's, which sees what is asked for. */
    @Nested
    @BootTest(Profiles.HTTP)
    class Asked {
        private final List<String> asked = new ArrayList<>();
        private String broken = "";
        private byte[] answer = DemoKernel.bytes();

        @Swap("fetch.http")
        final BootProtocol protocol = (from, into) -> {
            asked.add(from.toString());
            if (from.path().equals(broken)) {
                throw new FetchException(new Problem("SW-F999", Blame.PEER, from.toString(), "the server is gone", ""), List.of("once"),
                        null);
            }
            try {
                into.write(Unpooled.wrappedBuffer(from.path().endsWith("SUMS") ? text(SUMS) : answer));
            } catch (ImageTooLargeException e) {
                throw new FetchException(new Problem("SW-F999", Blame.PEER, from.toString(), "it is too large", ""));
            }
        };

        /** {@code vmlinux.note} is a kernel here, which is too large. */
        @Test
        void eachFileOnce(BootSession boot) {
            boot.with("fetch.kernel=http://a@10.0.2.2/b%20c/vmlinux?version=7");
            assertThat(boot.run()).failedWith("SW-F117").where("http://***@10.0.2.2/b%20c/vmlinux.note");
            assertEquals(List.of("http://***@10.0.2.2/b%20c/vmlinux?version=7", "http://***@10.0.2.2/b%20c/SUMS",
                    "http://***@10.0.2.2/b%20c/vmlinux.note"), asked);
        }

        @Test
        void whatCannotBeFetchedEndsTheBoot(BootSession boot) {
            broken = "/SUMS";
            assertThat(boot.run()).failedWith("SW-F999").where("http://10.0.2.2/SUMS").in(Room.TRUST);
            assertEquals(List.of("once"), boot.outcome().attempts());
        }

        @Test
        @Swap(by = Hungry.class)
        void notMoreThanAllMayHave(BootSession boot) {
            answer = new byte[1 << 20];
            System.arraycopy(DemoKernel.bytes(), 0, answer, 0, 64);
            boot.with("fetch.initrd=http://10.0.2.2/initrd").with("fetch.device-tree=http://10.0.2.2/tree");
            assertThat(boot.run()).failedWith("SW-F117").where("http://10.0.2.2/tree.1")
                    .what("the files that the verifier requests next to the parts have more than 16777216 bytes");
            assertEquals(16, boot.outcome().companions().size());
        }

        /** Whoever serves the menu may name a kernel so. */
        @Test
        void nothingBesideWhatHasNoPlainName(BootSession boot) {
            boot.with("fetch.kernel=http://10.0.2.2/a%00");
            assertThat(boot.run()).failedWith("SW-F121").where("http://10.0.2.2/a%00").in(Room.TRUST);
        }

        @Test
        @Swap(by = Climbing.class)
        void nothingFromElsewhere(BootSession boot) {
            assertThat(boot.run()).failedWith("SW-X101").in(Room.TRUST);
            assertEquals(List.of("http://10.0.2.2/vmlinux"), asked);
        }

        @Test
        @Swap(by = Greedy.class)
        void notTooMany(BootSession boot) {
            assertThat(boot.run()).failedWith("SW-X101").in(Room.TRUST);
            assertEquals(List.of("http://10.0.2.2/vmlinux"), asked);
        }
    }

    /** Never gets what it wants, so it has nothing to verify. */
    public interface Wanting extends CompanionVerifier {
        @Override
        default List<Verdict> verify(List<FetchedPart> parts, Companions companions) {
            throw new AssertionError();
        }
    }

    /** Wants eight for each part. */
    @VerifierPlugin(id = "hungry")
    public static final class Hungry implements Wanting {
        @Override
        public List<String> companions(FetchedPart part) {
            return IntStream.rangeClosed(1, MOST).mapToObj(i -> part.fileName() + "." + i).toList();
        }
    }

    /** Wants what is elsewhere. */
    @VerifierPlugin(id = "climbing")
    public static final class Climbing implements Wanting {
        @Override
        public List<String> companions(FetchedPart part) {
            return List.of("//10.0.2.3/shadow");
        }
    }

    /** Wants too much. */
    @VerifierPlugin(id = "greedy")
    public static final class Greedy implements Wanting {
        @Override
        public List<String> companions(FetchedPart part) {
            return List.of("1", "2", "3", "4", "5", "6", "7", "8", "9");
        }
    }
}
