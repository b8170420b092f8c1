package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.trust.Companion;
import io.strapwork.api.trust.CompanionVerifier;
import io.strapwork.api.trust.Companions;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.testkit.fake.Parts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every {@link ImageVerifier} does. */
@Timeout(600)
@ExtendWith(LeavingOut.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class ImageVerifierContract {
    private static final byte[] KERNEL = noise(70_000, 1);
    private static final byte[] INITRD = noise(1_234, 2);
    private static final FetchedPart GOOD_INITRD = Parts.fetched("initrd", INITRD);
    /** What is trusted; what is verified has the same bytes elsewhere. */
    private static final List<FetchedPart> GOOD = List.of(Parts.fetched("kernel", KERNEL), GOOD_INITRD);

    /** One that trusts these parts, with these names, and no others. */
    protected abstract ImageVerifier trusting(List<FetchedPart> parts);

    /** Whether it looks at bytes at all; a verifier that trusts everything declines. */
    protected boolean looks() {
        return true;
    }

    /** The file of that name beside a part which is trusted, for a {@link CompanionVerifier}; empty when there is none. */
    protected Optional<byte[]> beside(FetchedPart trusted, String name) {
        return Optional.empty();
    }

    private static byte[] noise(int bytes, long seed) {
        var noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    private static List<FetchedPart> parts(byte[] kernel, byte[] initrd) {
        return List.of(Parts.fetched("kernel", kernel), Parts.fetched("initrd", initrd));
    }

    private ImageVerifier verifier() {
        ImageVerifier verifier = trusting(GOOD);
        return verifier instanceof CompanionVerifier wanting ? with(wanting, right(wanting)) : telling(verifier);
    }

    private static ImageVerifier with(CompanionVerifier verifier, Companions companions) {
        return telling(parts -> verifier.verify(parts, companions));
    }

    /** What lies beside the parts that are trusted. */
    private Companions right(CompanionVerifier verifier) {
        return companions(verifier, (part, name) -> beside(part, name));
    }

    private static Companions companions(CompanionVerifier verifier, BiFunction<FetchedPart, String, Optional<byte[]>> beside) {
        var files = new HashMap<BootUri, Companion>();
        for (FetchedPart part : GOOD) {
            for (String name : verifier.companions(part)) {
                files.put(Companions.place(part, name), beside.apply(part, name)
                        .<Companion>map(content -> new Companion.Found(MemorySegment.ofArray(content).asReadOnly()))
                        .orElseGet(Companion.NotThere::new));
            }
        }
        return new Companions(files);
    }

    private static ImageVerifier telling(ImageVerifier verifier) {
        return parts -> {
            try {
                return verifier.verify(parts);
            } catch (RuntimeException e) {
                throw new AssertionError((e instanceof IndexOutOfBoundsException ? "reads past a length: " : "")
                        + "verify returns verdicts and throws nothing, but it threw: " + e, e);
            }
        };
    }

    /** Refuses the last one, unless it declines to look; and tells well. */
    private void assertRefused(String what, FetchedPart... parts) {
        List<Verdict> verdicts = verifier().verify(List.of(parts));
        assertEquals(parts.length, verdicts.size(), "one verdict for each part");
        if (!looks()) {
            assertInstanceOf(Verdict.Trusted.class, verdicts.getLast(), "it declines to look, so it trusts " + what);
            return;
        }
        Verdict.Refused refused = assertInstanceOf(Verdict.Refused.class, verdicts.getLast(), what + " must be refused");
        assertTrue(refused.problem().code().matches("SW-[T][0-9]{3}"),
                "codes of the trust room begin with SW-T: " + refused.problem().code());
        assertFalse(refused.problem().where().isBlank(), "a refusal says where: " + refused.problem());
        assertFalse(refused.problem().what().isBlank() || refused.problem().what().endsWith("."),
                "the message must be one sentence without a full stop: " + refused.problem().what());
    }

    @Test
    void trustsTheRightParts() {
        List<Verdict> verdicts = verifier().verify(parts(KERNEL, INITRD));
        assertEquals(2, verdicts.size(), "one verdict for each part");
        for (Verdict verdict : verdicts) {
            Verdict.Trusted trusted = assertInstanceOf(Verdict.Trusted.class, verdict, "the right bytes must be trusted");
            assertFalse(trusted.by().isBlank(), "a verdict says by what");
        }
    }

    @Test
    void refusesEachChangedBit() {
        var random = new Random(3);
        for (int i = 0; i < 100; i++) {
            byte[] changed = KERNEL.clone();
            int at = i == 0 ? 0 : i == 1 ? changed.length - 1 : random.nextInt(changed.length);
            changed[at] ^= (byte) (1 << random.nextInt(8));
            assertRefused("a changed bit at " + at, GOOD_INITRD, Parts.fetched("kernel", changed));
        }
    }

    @Test
    void refusesMoreAndFewerBytes() {
        assertRefused("an empty part", GOOD_INITRD, Parts.fetched("kernel", new byte[0]));
        assertRefused("a part cut off", GOOD_INITRD, Parts.fetched("kernel", Arrays.copyOf(KERNEL, KERNEL.length - 1)));
        assertRefused("a part with more behind it", GOOD_INITRD, Parts.fetched("kernel", Arrays.copyOf(KERNEL, KERNEL.length + 1)));
    }

    @Test
    void refusesAPartThatNobodySpokeOf() {
        assertRefused("a part that nobody spoke of", Parts.fetched("kernel", KERNEL), GOOD_INITRD, Parts.fetched("dtb", noise(10, 4)));
    }

    @Test
    void keepsToTheOrder() {
        if (looks()) {
            List<Verdict> verdicts = verifier().verify(parts(noise(5, 5), INITRD));
            assertInstanceOf(Verdict.Refused.class, verdicts.getFirst(), "the verdicts are in the order of the parts");
            assertInstanceOf(Verdict.Trusted.class, verdicts.getLast(), "the verdicts are in the order of the parts");
            List<Verdict> turned = verifier().verify(parts(noise(5, 5), INITRD).reversed());
            assertInstanceOf(Verdict.Trusted.class, turned.getFirst(), "the verdicts are in the order of the parts");
        }
    }

    @Test
    void looksAtAllParts() {
        if (looks()) {
            List<Verdict> verdicts = verifier().verify(parts(noise(5, 5), noise(6, 6)));
            assertEquals(2, verdicts.stream().filter(Verdict.Refused.class::isInstance).count(), "all refusals are reported together");
        }
    }

    private CompanionVerifier wanting() {
        ImageVerifier verifier = trusting(GOOD);
        assumeTrue(verifier instanceof CompanionVerifier, "it wants no companions: there is nothing to test");
        return (CompanionVerifier) verifier;
    }

    @Test
    void asksForPlainNamesBesideEachPart() {
        CompanionVerifier verifier = wanting();
        FetchedPart kernel = Parts.fetched("kernel", KERNEL);
        for (String uri : List.of("http://10.0.2.2/kernel", "http://10.0.2.2/", "tftp://10.0.2.2//srv/a%3Fb",
                "http://10.0.2.2/a%2Fb%0A?c=d/e")) {
            var part = new FetchedPart("kernel", BootUri.parse(uri), kernel.content(), kernel.sha256(), kernel.took());
            List<String> names = verifier.companions(part);
            assertTrue(names.size() <= CompanionVerifier.MOST,
                    () -> "at most " + CompanionVerifier.MOST + " companions of a part: " + names);
            for (String name : names) {
                assertDoesNotThrow(() -> Companions.place(part, name), "companions have plain names, and lie beside their part");
            }
            assertEquals(names, verifier.companions(part), "it wants the same each time");
        }
    }

    @Test
    void refusesWithoutCompanions() {
        CompanionVerifier verifier = wanting();
        refusesAll(with(verifier, Companions.none()), "a part whose companions nobody looked for");
        refusesAll(with(verifier, companions(verifier, (part, name) -> Optional.empty())), "a part whose companions are not there");
    }

    @Test
    void refusesWithOtherCompanions() {
        CompanionVerifier verifier = wanting();
        refusesAll(with(verifier, companions(verifier, (part, name) -> Optional.of(new byte[0]))), "a part whose companions are empty");
        for (int i = 0; i < 20; i++) {
            byte[] other = noise(1 << i % 17, 200 + i);
            refusesAll(with(verifier, companions(verifier, (part, name) -> Optional.of(other))), "a part whose companions are noise");
        }
        for (int cut = 1; cut <= 64; cut *= 2) {
            int missing = cut;
            with(verifier, companions(verifier, (part, name) -> beside(part, name)
                    .map(right -> Arrays.copyOf(right, Math.max(0, right.length - missing))))).verify(parts(KERNEL, INITRD));
        }
    }

    private void refusesAll(ImageVerifier verifier, String what) {
        for (Verdict verdict : verifier.verify(parts(KERNEL, INITRD))) {
            assertEquals(looks(), verdict instanceof Verdict.Refused,
                    what + (looks() ? " must be refused" : " is trusted by who declines to look"));
        }
    }

    @Test
    void keepsInterruptsOfItsThread() {
        Thread.currentThread().interrupt();
        verifier().verify(parts(KERNEL, INITRD));
        assertTrue(Thread.interrupted(), "swallows an interrupt: set it again before you return");
    }

    @Test
    void keepsNothingStatic() {
        StaticState.none(trusting(GOOD));
    }

    @Test
    void saysNothingOfNothing() {
        assertEquals(List.of(), trusting(List.of()).verify(List.of()));
    }

    @Test
    void twoBootsAtOnce() {
        ImageVerifier verifier = verifier();
        var runs = new ArrayList<CompletableFuture<List<Verdict>>>();
        for (int i = 0; i < 32; i++) {
            byte[] kernel = i % 2 == 0 ? KERNEL : noise(70_000, 100 + i);
            runs.add(CompletableFuture.supplyAsync(() -> verifier.verify(parts(kernel, INITRD))));
        }
        for (int i = 0; i < runs.size(); i++) {
            boolean trusted = runs.get(i).join().getFirst() instanceof Verdict.Trusted;
            assertEquals(i % 2 == 0 || !looks(), trusted, "concurrent boots disturbed each other");
        }
    }
}
