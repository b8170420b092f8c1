package io.strapwork.trust.compose;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.Verdict;
import io.strapwork.testkit.contract.ImageVerifierContract;
import io.strapwork.testkit.fake.Parts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

class SumsContractTests extends ImageVerifierContract {
    private String list = "";

    @Override
    protected ImageVerifier trusting(List<FetchedPart> parts) {
        list = parts.stream().map(part -> part.sha256() + "  " + part.fileName() + "\n").collect(Collectors.joining());
        String right = Parts.sha256(list.getBytes(StandardCharsets.UTF_8));
        ImageVerifier pinned = lists -> lists.stream().<Verdict>map(each -> each.sha256().equals(right)
                ? new Verdict.Trusted("pinned")
                : new Verdict.Refused(new io.strapwork.api.plugin.Problem("SW-T900", io.strapwork.api.plugin.Blame.PEER,
                        each.uri().toString(), "another list", "")))
                .toList();
        return new SumsVerifier(new SumsOptions(List.of(), "pinned", List.of()), pinned, new FixedClock(Instant.EPOCH));
    }

    @Override
    protected Optional<byte[]> beside(FetchedPart trusted, String name) {
        return name.equals("SHA256SUMS") ? Optional.of(list.getBytes(StandardCharsets.UTF_8)) : Optional.empty();
    }

}
