package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.load.EarlyLoader;
import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.LoaderPlugin;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.BootFacts;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import io.strapwork.api.trust.VerifierPlugin;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import io.strapwork.testkit.fake.Parts;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A loader begins while other parts are fetched, once the kernel's trust is decided and never before. */
@BootTest(Profiles.HTTP)
@Swap(by = EarlyLoadingTests.Early.class)
class EarlyLoadingTests {
    private static final byte[] INITRD = {1, 2, 3};

    /** Tells what it was given. */
    @LoaderPlugin(id = "early", magics = "0:7f454c46", architectures = "s390x", formats = "elf")
    public static final class Early implements EarlyLoader {
        private final ImageLoader elf;
        private final BootFacts facts;

        @Inject
        Early(@Named("elf") ImageLoader elf, BootFacts facts) {
            this.elf = elf;
            this.facts = facts;
        }

        @Override
        public void begin(VerifiedPart kernel, MemoryLayout layout) {
            facts.tell("began", kernel.verifiedBy() + " " + kernel.fetched().sha256() + " " + layout.ramBytes());
            throw new IllegalStateException("its own affair");
        }

        @Override
        public LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout) {
            return elf.plan(image, machine, layout);
        }
    }

    /** Can tell only of all parts together. */
    @VerifierPlugin(id = "late")
    public static final class Late implements ImageVerifier {
        @Override
        public List<Verdict> verify(List<FetchedPart> parts) {
            return parts.stream().<Verdict>map(_ -> new Verdict.Trusted("late")).toList();
        }
    }

    private static BootSession with(BootSession boot) {
        return boot.serve("vmlinux", DemoKernel.bytes()).serve("initrd", INITRD).with("fetch.initrd=http://10.0.2.2/initrd");
    }

    private static void assertNotBegun(BootOutcome outcome) {
        assertTrue(outcome.facts().stream().noneMatch(fact -> fact.name().equals("began")), outcome.facts()::toString);
    }

    @Test
    void whereNobodyIsAsked(BootSession boot) {
        assertThat(with(boot).run()).handedOff().told(Room.LOAD, "began", "none " + Parts.sha256(DemoKernel.bytes()) + " 67108864");
    }

    @Test
    void whereTheKernelsDigestIsRight(BootSession boot) {
        boot.with("trust.use=digest").with("trust.kernel=sha256:" + Parts.sha256(DemoKernel.bytes()))
                .with("trust.initrd=sha256:" + Parts.sha256(INITRD));
        assertThat(with(boot).run()).handedOff().told(Room.LOAD, "began", "sha256 " + Parts.sha256(DemoKernel.bytes()) + " 67108864");
    }

    @Test
    void notWhereTheKernelsDigestIsWrong(BootSession boot) {
        boot.with("trust.use=digest").with("trust.kernel=sha256:" + Parts.sha256(INITRD))
                .with("trust.initrd=sha256:" + Parts.sha256(INITRD));
        BootOutcome outcome = with(boot).run();
        assertThat(outcome).failedWith("SW-T104");
        assertNotBegun(outcome);
    }

    @Test
    @Swap(by = Late.class)
    void notWhereTheVerifierWantsAllParts(BootSession boot) {
        BootOutcome outcome = with(boot).run();
        assertThat(outcome).handedOff().verified("kernel", "late");
        assertNotBegun(outcome);
    }

    @Test
    void notWhereNothingElseIsFetched(BootSession boot) {
        BootOutcome outcome = boot.serve("vmlinux", DemoKernel.bytes()).run();
        assertThat(outcome).handedOff();
        assertNotBegun(outcome);
    }

    @Test
    void aBootThatFailsMeanwhileFailsAsEver(BootSession boot) {
        boot.serve("vmlinux", DemoKernel.bytes()).with("fetch.initrd=http://10.0.2.2/nowhere");
        BootOutcome outcome = boot.run();
        assertEquals(1, outcome.problems().size(), outcome.problems()::toString);
        assertTrue(outcome.problems().getFirst().where().endsWith("/nowhere"), outcome.problems()::toString);
    }
}
