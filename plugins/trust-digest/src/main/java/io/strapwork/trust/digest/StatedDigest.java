package io.strapwork.trust.digest;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A digest as the profile states it.
 *
 * @param id        {@code "sha256"} or {@code "sha512"}
 * @param algorithm in the JDK's words
 * @param hex       lower case
 */
record StatedDigest(String id, String algorithm, String hex) {
    private static final Pattern SHA_256 = Pattern.compile("sha256:([0-9a-fA-F]{64})");
    private static final Pattern SHA_512 = Pattern.compile("sha512:([0-9a-fA-F]{128})");

    static Optional<StatedDigest> parse(String text) {
        var short256 = SHA_256.matcher(text);
        if (short256.matches()) {
            return Optional.of(new StatedDigest("sha256", "SHA-256", short256.group(1).toLowerCase(Locale.ROOT)));
        }
        var long512 = SHA_512.matcher(text);
        return long512.matches()
                ? Optional.of(new StatedDigest("sha512", "SHA-512", long512.group(1).toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }
}
