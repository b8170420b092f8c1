package io.strapwork.protocol.http;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Summary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Options of {@link HttpProtocol}. */
@Options
public record HttpOptions(
        @Default("10s") @Min("1ms") @Max("24h") @Summary("how long to wait for a connection to be established") Duration connectPatience,
        @Default("15s") @Min("1ms") @Max("24h") @Summary("how long to wait for the next bytes before a connection counts as broken") Duration patience,
        @Default("1h") @Min("1ms") @Max("168h") @Summary("how long a whole file may take, over all attempts") Duration totalTime,
        @Default("5") @Min("1") @Max("1000") @Summary("attempts without progress before giving up") int attempts,
        @Default("50") @Min("1") @Max("1000") @Summary("attempts in total, even with progress between them") int totalAttempts,
        @Default("500ms") @Min("1ms") @Max("1h") @Summary("pause before the second attempt; doubles with each further one") Duration backoff,
        @Default("15s") @Min("1ms") @Max("24h") @Summary("longest pause, even if a server asks for a longer one") Duration longestPause,
        @Default("8") @Min("0") @Max("100") @Summary("most redirects to follow") int redirects,
        @Default("32KiB") @Min("1KiB") @Max("1MiB") @Summary("largest header of a response") ByteSize headerBytes,
        @Summary("user name for basic authentication, sent only to servers that the profile names") Optional<String> user,
        @Summary("password for basic authentication") Optional<String> password,
        @Summary("file with the password on its first line") Optional<Path> passwordFile,
        @Summary("additional request headers, sent only to servers that the profile names") Map<String, String> headers) {

    public HttpOptions {
        if (password.isPresent() && passwordFile.isPresent()) {
            throw wrong("password-file", "password and password-file are both set", "remove one of them");
        }
        if (user.isEmpty() && (password.isPresent() || passwordFile.isPresent())) {
            throw wrong("user", "a password is set but no user", "set user too");
        }
        if (user.isPresent() && (user.get().indexOf(':') >= 0 || user.get().chars().anyMatch(Character::isISOControl))) {
            throw wrong("user", "a user name for basic authentication can't contain a colon or control characters", "");
        }
        headers = Map.copyOf(headers);
        headers.forEach(HttpOptions::header);
    }

    private static void header(String name, String value) {
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw wrong("headers", "\"" + name + "\" is not a header name", "");
        }
        if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c >= 127)) {
            throw wrong("headers." + name, "the value of header " + name + " contains characters that HTTP does not allow", "");
        }
        switch (name.toLowerCase(Locale.ROOT)) {
            case "host", "range", "if-range", "connection", "content-length", "transfer-encoding", "accept-encoding", "te", "upgrade",
                    "expect" ->
                throw wrong("headers." + name, "header " + name + " is set by the protocol itself", "remove it");
            default -> {
            }
        }
    }

    private static RuntimeException wrong(String key, String what, String hint) {
        return new Problem("SW-F301", Blame.USER, "fetch.http." + key, what, hint).asException();
    }

    /** As a profile writes it. */
    static String text(Duration time) {
        long millis = time.toMillis();
        if (millis % 1000 == 0) {
            return millis / 1000 + "s";
        }
        return millis < 1000 ? millis + "ms" : String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
    }

    /** Without password and header values. */
    @Override
    public String toString() {
        return "HttpOptions[user=" + user.orElse("") + ", headers=" + headers.keySet() + "]";
    }
}
