package io.strapwork.trust.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.MenuVerifier;
import io.strapwork.api.trust.Uncoverable;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.Voucher;
import io.strapwork.api.trust.Voucher.Answer;
import io.strapwork.api.trust.VoucherSurvey;
import io.strapwork.testkit.fake.Parts;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SeveralVerifiersTests {
    private static final FetchedPart KERNEL = Parts.fetched("kernel", new byte[100]);
    private static final FetchedPart MENU = Parts.fetched("menu", new byte[10]);
    private static final ImageVerifier YES = of(part -> new Verdict.Trusted("yes"));
    private static final ImageVerifier ALSO = of(part -> new Verdict.Trusted("also"));
    private static final ImageVerifier NO = of(part -> refused("no"));
    private static final ImageVerifier PASS = of(part -> new Verdict.Trusted(Verdict.Trusted.UNCOVERED));
    private static final ImageVerifier HEAD = of(part -> new Verdict.Trusted("head", Optional.of(part.content().asSlice(0, 60))));
    private static final ImageVerifier TAIL = of(part -> new Verdict.Trusted("tail", Optional.of(part.content().asSlice(40, 60))));
    private static final ImageVerifier COPY = of(part -> new Verdict.Trusted("copy", Optional.of(MemorySegment.ofArray(new byte[60]))));

    private static Verdict refused(String why) {
        return new Verdict.Refused(new Problem("SW-T900", Blame.PEER, "here", why, ""));
    }

    /** One that answers for menus, too. */
    private record Menus(Function<FetchedPart, Verdict> verdict) implements MenuVerifier {
        @Override
        public List<Verdict> verify(List<FetchedPart> parts) {
            return parts.stream().map(verdict).toList();
        }
    }

    private static ImageVerifier of(Function<FetchedPart, Verdict> verdict) {
        return parts -> parts.stream().map(verdict).toList();
    }

    private static String told(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Trusted(String by, Optional<MemorySegment> content) -> by + content.map(its -> " " + its.byteSize()).orElse("");
            case Verdict.Refused(Problem problem) -> problem.code() + " " + problem.what();
        };
    }

    private static String all(FetchedPart part, ImageVerifier... verifiers) {
        return told(new AllVerifier(options(verifiers), List.of(verifiers)).verify(List.of(part)).getFirst());
    }

    private static String any(FetchedPart part, ImageVerifier... verifiers) {
        return told(new AnyVerifier(options(verifiers), List.of(verifiers)).verify(List.of(part)).getFirst());
    }

    private static OfOptions options(ImageVerifier... verifiers) {
        return new OfOptions(java.util.stream.IntStream.range(0, verifiers.length).mapToObj(i -> "v" + i).toList());
    }

    @Test
    void allTrust() {
        assertEquals("yes and also", all(KERNEL, YES, ALSO));
        assertEquals("SW-T900 no", all(KERNEL, YES, NO));
        assertEquals("also", all(KERNEL, PASS, ALSO));
        assertEquals("uncovered", all(KERNEL, PASS, PASS));
        assertEquals("SW-T900 no", all(KERNEL, PASS, NO));
    }

    @Test
    void anyTrusts() {
        assertEquals("yes", any(KERNEL, NO, YES, ALSO));
        assertEquals("also", any(KERNEL, PASS, ALSO));
        assertEquals("uncovered", any(KERNEL, NO, PASS));
        assertEquals("SW-T702 none of 2 verifiers vouches for \"kernel\"", any(KERNEL, NO, NO));
        assertEquals("SW-T900 no", any(KERNEL, NO));
    }

    @Test
    void whatAllVouchForIsWhatGoesOn() {
        assertEquals("yes and head 60", all(KERNEL, YES, HEAD));
        assertEquals("head and tail 20", all(KERNEL, HEAD, TAIL));
        assertEquals("SW-T701 the verifiers vouch for different bytes of \"kernel\"", all(KERNEL, HEAD, COPY));
        assertEquals("copy 60", all(KERNEL, COPY));
    }

    @Test
    void onlyWhoKnowsMenusAnswersForThem() {
        assertEquals("menus", all(MENU, NO, new Menus(part -> new Verdict.Trusted("menus"))));
        assertEquals("SW-T703 none of the verifiers answers for a boot configuration, and this boot has read one", all(MENU, YES, ALSO));
        assertEquals("SW-T703 none of the verifiers answers for a boot configuration, and this boot has read one", any(MENU, YES));
        assertEquals("menus", any(MENU, YES, new Menus(part -> new Verdict.Trusted("menus"))));
    }

    /** One that tells who would vouch for each part. */
    private record Telling(Answer answer) implements VoucherSurvey, MenuVerifier {
        @Override
        public List<Verdict> verify(List<FetchedPart> parts) {
            return List.of();
        }

        @Override
        public List<Voucher> vouchers(List<String> parts) {
            return parts.stream().map(part -> new Voucher("telling", answer, List.of("key of " + part))).toList();
        }
    }

    private static String answers(Answer... of) {
        ImageVerifier[] verifiers = Arrays.stream(of).map(Telling::new).toArray(ImageVerifier[]::new);
        return new AllVerifier(options(verifiers), List.of(verifiers)).vouchers(List.of("kernel")).getFirst().answer() + " "
                + new AnyVerifier(options(verifiers), List.of(verifiers)).vouchers(List.of("kernel")).getFirst().answer();
    }

    @Test
    void tellTheLeastThatTheyDemand() {
        assertEquals("VOUCHES VOUCHES", answers(Answer.VOUCHES, Answer.VOUCHES));
        assertEquals("VOUCHES UNCOVERED", answers(Answer.UNCOVERED, Answer.VOUCHES));
        assertEquals("REFUSES VOUCHES", answers(Answer.REFUSES, Answer.VOUCHES));
        assertEquals("REFUSES UNCOVERED", answers(Answer.UNCOVERED, Answer.REFUSES));
        assertEquals("UNCOVERED UNCOVERED", answers(Answer.UNCOVERED, Answer.UNCOVERED));
        assertEquals("REFUSES REFUSES", answers(Answer.REFUSES, Answer.REFUSES));
        assertEquals("REFUSES REFUSES", answers(Answer.NOT_ASKED), "of those that answer for it, none");
        assertEquals("UNTOLD UNTOLD", answers(Answer.UNTOLD, Answer.NOT_ASKED));
    }

    @Test
    void tellOfThoseThatAreAsked() {
        var verifiers = List.<ImageVerifier>of(new Telling(Answer.VOUCHES), YES);
        var ids = new OfOptions(List.of("telling", "yes"));
        var telling = new Voucher("telling", Answer.VOUCHES, List.of("key of kernel"));
        var yes = new Voucher("yes", Answer.UNTOLD, List.of());
        assertEquals(List.of(new Voucher("any", Answer.VOUCHES, List.of(), List.of(telling, yes)),
                new Voucher("any", Answer.VOUCHES, List.of(), List.of(new Voucher("telling", Answer.VOUCHES, List.of("key of menu"))))),
                new AnyVerifier(ids, verifiers).vouchers(List.of("kernel", "menu")));
    }

    @Test
    void aListIsVouchedForByName() {
        var lists = List.of("../InRelease", "SHA256SUMS");
        var sums = new SumsOptions(lists, "telling", List.of(Uncoverable.INITRD));
        var telling = List.of(new Voucher("telling", Answer.VOUCHES, List.of("key of InRelease")));
        var clock = new FixedClock(Instant.EPOCH);
        assertEquals(List.of(new Voucher("sums", Answer.VOUCHES, lists, telling), new Voucher("sums", Answer.UNCOVERED, lists, telling)),
                new SumsVerifier(sums, new Telling(Answer.VOUCHES), clock).vouchers(List.of("kernel", "initrd")));
        assertEquals(List.of(Answer.REFUSES, Answer.REFUSES), new SumsVerifier(sums, new Telling(Answer.REFUSES), clock)
                .vouchers(List.of("kernel", "initrd")).stream().map(Voucher::answer).toList());
        var each = new SumsOptions(List.of("{part}.sha256"), "telling", List.of());
        assertEquals(Answer.VOUCHES,
                new SumsVerifier(each, new Telling(Answer.REFUSES), clock).vouchers(List.of("kernel")).getFirst().answer(),
                "it may be known by another name");
    }
}
