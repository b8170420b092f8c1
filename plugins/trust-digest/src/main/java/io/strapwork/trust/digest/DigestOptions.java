package io.strapwork.trust.digest;

import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Rest;
import io.strapwork.api.plugin.Summary;
import java.util.Map;

/** Options of {@link DigestVerifier}. */
@Options
public record DigestOptions(
        @Rest @Summary("the digest of each fetched part, by its name: \"sha256:…\" or \"sha512:…\", hexadecimal") Map<String, String> parts) {
    public DigestOptions {
        parts = Map.copyOf(parts);
    }
}
