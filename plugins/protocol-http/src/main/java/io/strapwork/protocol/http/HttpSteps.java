package io.strapwork.protocol.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.strapwork.api.fetch.BootUri;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the head of an answer means: a pure function of request, head and time. */
final class HttpSteps {
    static final long UNKNOWN = -1;
    private static final Logger LOG = LoggerFactory.getLogger(HttpSteps.class);
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes +([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");
    private static final Pattern STRONG_TAG = Pattern.compile("\"[\\x21\\x23-\\x7e]{0,256}\"");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private HttpSteps() {}

    /**
     * @param asked    the address of this request
     * @param resume   what the request's range was made from, null without a range
     * @param signIn   whether credentials were sent
     */
    static Verdict head(BootUri asked, @Nullable Resume resume, HttpRequests.SignIn signIn, HttpResponse head, Instant now) {
        var problems = new HttpProblems(asked);
        int status = head.status().code();
        return switch (status) {
            // 203: a proxy has had a hand in it (RFC 9110 15.3.4), which digests tell.
            case 200, 203 -> whole(problems, head);
            case 206 -> resume == null ? unasked(problems, head) : part(problems, resume, head);
            case 416 -> resume == null
                    ? new Verdict.Final(problems.status(head.status()))
                    : new Verdict.Afresh("the server does not have the rest");
            case 300, 301, 302, 303, 307, 308 -> redirect(problems, asked, head);
            case 401 -> new Verdict.Final(
                    problems.unauthorized(signIn, HttpProblems.clean(head.headers().get(HttpHeaderNames.WWW_AUTHENTICATE, ""))));
            case 407 -> new Verdict.Final(problems.proxy());
            case 404, 410 -> new Verdict.Final(problems.notFound(head.status()));
            case 408, 429, 500, 502, 503, 504 -> new Verdict.Again(problems.busy(head.status()), retryAfter(head, now));
            default -> new Verdict.Final(status / 100 == 2 ? problems.notTheImage(head.status()) : problems.status(head.status()));
        };
    }

    private static Verdict whole(HttpProblems problems, HttpResponse head) {
        String coding = head.headers().get(HttpHeaderNames.CONTENT_ENCODING, "").strip();
        if (!coding.isEmpty() && !coding.equalsIgnoreCase("identity")) {
            // Servers label a file that is stored packed; the bytes are what the profile's digest is of.
            LOG.debug("{}: Content-Encoding {}, which was not requested: the bytes are used as received", problems.asked(),
                    HttpProblems.clean(coding));
        }
        long length = length(head);
        return new Verdict.Body(false, length, length, validator(head), length == UNKNOWN && !HttpUtil.isTransferEncodingChunked(head));
    }

    /** A part that is the whole is the whole. */
    private static Verdict unasked(HttpProblems problems, HttpResponse head) {
        Matcher form = CONTENT_RANGE.matcher(head.headers().get(HttpHeaderNames.CONTENT_RANGE, "").strip());
        if (!form.matches() || form.group(3).equals("*") || Long.parseLong(form.group(1)) != 0
                || Long.parseLong(form.group(2)) + 1 != Long.parseLong(form.group(3))) {
            return new Verdict.Final(problems.notTheImage(head.status()));
        }
        LOG.debug("{}: 206 although no range was requested; the part is the whole file", problems.asked());
        return whole(problems, head);
    }

    private static Verdict part(HttpProblems problems, Resume resume, HttpResponse head) {
        String range = head.headers().get(HttpHeaderNames.CONTENT_RANGE, "");
        Matcher form = CONTENT_RANGE.matcher(range.strip());
        if (!form.matches()) {
            return new Verdict.Final(problems.wrongRange(resume, range));
        }
        long first = Long.parseLong(form.group(1));
        long last = Long.parseLong(form.group(2));
        long size = form.group(3).equals("*") ? resume.size() : Long.parseLong(form.group(3));
        long length = length(head);
        if (first != resume.received() || last < first || size != UNKNOWN && last >= size
                || length != UNKNOWN && length != last - first + 1) {
            return new Verdict.Final(problems.wrongRange(resume, range));
        }
        if (resume.size() != UNKNOWN && size != resume.size()) {
            return new Verdict.Afresh("the file's size has changed from " + resume.size() + " to " + size + " bytes");
        }
        String tag = head.headers().get(HttpHeaderNames.ETAG);
        if (tag != null && resume.validator().startsWith("\"") && !tag.equals(resume.validator())) {
            return new Verdict.Afresh("the file has changed");
        }
        return new Verdict.Body(true, last - first + 1, size, Optional.of(resume.validator()),
                length == UNKNOWN && !HttpUtil.isTransferEncodingChunked(head));
    }

    private static Verdict redirect(HttpProblems problems, BootUri asked, HttpResponse head) {
        String location = head.headers().get(HttpHeaderNames.LOCATION, "");
        if (location.isBlank()) {
            return new Verdict.Final(problems.badLocation(head.status(), ""));
        }
        BootUri to;
        try {
            to = asked.resolve(bytesEncoded(location));
        } catch (IllegalArgumentException e) {
            return new Verdict.Final(problems.unusableLocation(head.status(), String.valueOf(e.getMessage())));
        }
        if (!to.withCredentials().contains(location.strip())) {
            LOG.debug("{}: the Location is relative or invalid by RFC 3986; read as {}", asked, to);
        }
        return switch (to.scheme()) {
            case "https" -> new Verdict.Redirect(to);
            case "http" -> asked.scheme().equals("https") ? new Verdict.Final(problems.downgrade(to)) : new Verdict.Redirect(to);
            default -> new Verdict.Final(problems.badLocation(head.status(), to.toString()));
        };
    }

    /** The decoder makes a character of each byte; names that are not ASCII come as bytes of UTF-8 or of an older code. */
    private static String bytesEncoded(String location) {
        if (location.chars().allMatch(c -> c < 0x80)) {
            return location;
        }
        var encoded = new StringBuilder();
        location.chars().forEach(c -> encoded.append(c < 0x80 ? Character.toString(c) : String.format(Locale.ROOT, "%%%02X", c & 0xff)));
        return encoded.toString();
    }

    /** The decoder has made sure that there's one number at most. */
    private static long length(HttpResponse head) {
        String text = HttpUtil.isTransferEncodingChunked(head) ? null : head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        return text == null || !LENGTH.matcher(text).matches() ? UNKNOWN : Long.parseLong(text);
    }

    /** A strong entity tag, or a date old enough to be strong (RFC 9110 §8.8.2.2). */
    private static Optional<String> validator(HttpResponse head) {
        if (head.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0
                || head.headers().get(HttpHeaderNames.ACCEPT_RANGES, "").equalsIgnoreCase("none")) {
            return Optional.empty();
        }
        String tag = head.headers().get(HttpHeaderNames.ETAG);
        if (tag != null && STRONG_TAG.matcher(tag).matches()) {
            return Optional.of(tag);
        }
        String modified = head.headers().get(HttpHeaderNames.LAST_MODIFIED);
        Optional<Instant> changed = date(modified);
        Optional<Instant> sent = date(head.headers().get(HttpHeaderNames.DATE));
        return modified != null && changed.isPresent() && sent.isPresent() && !changed.get().plusSeconds(60).isAfter(sent.get())
                ? Optional.of(modified)
                : Optional.empty();
    }

    private static Optional<Duration> retryAfter(HttpResponse head, Instant now) {
        String text = head.headers().get(HttpHeaderNames.RETRY_AFTER, "").strip();
        if (SECONDS.matcher(text).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        return date(text).map(when -> when.isBefore(now) ? Duration.ZERO : Duration.between(now, when));
    }

    private static Optional<Instant> date(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
