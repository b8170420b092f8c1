package io.strapwork.network.gateway.http;

import static io.netty.handler.codec.http.HttpResponseStatus.NOT_MODIFIED;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.netty.handler.codec.http.HttpResponseStatus.PARTIAL_CONTENT;
import static io.netty.handler.codec.http.HttpResponseStatus.PRECONDITION_FAILED;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** GET and HEAD of a file: conditions in the order of RFC 9110 13.2.2, then the range. */
final class HttpAnswers {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private HttpAnswers() {}

    /** RFC 9110 5.6.7. */
    static String date(Instant instant) {
        return DATE.format(instant);
    }

    /** Strong: size and time of change to the nanosecond. */
    static String entityTag(long size, Instant modified) {
        return '"' + Long.toHexString(size) + '-' + Long.toHexString(modified.getEpochSecond()) + '-'
                + Integer.toHexString(modified.getNano()) + '"';
    }

    static HttpAnswer ofFile(HttpMethod method, HttpHeaders asked, long size, Instant modified) {
        String tag = entityTag(size, modified);
        Instant second = modified.truncatedTo(ChronoUnit.SECONDS);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("etag", tag);
        headers.put("last-modified", date(modified));
        headers.put("accept-ranges", "bytes");
        Optional<String> ifMatch = header(asked, HttpHeaderNames.IF_MATCH);
        if (ifMatch.isPresent()
                ? !lists(ifMatch.get(), tag, false)
                : since(asked, HttpHeaderNames.IF_UNMODIFIED_SINCE).filter(second::isAfter).isPresent()) {
            return HttpAnswer.of(PRECONDITION_FAILED, headers);
        }
        Optional<String> ifNoneMatch = header(asked, HttpHeaderNames.IF_NONE_MATCH);
        if (ifNoneMatch.isPresent()
                ? lists(ifNoneMatch.get(), tag, true)
                : since(asked, HttpHeaderNames.IF_MODIFIED_SINCE).filter(date -> !second.isAfter(date)).isPresent()) {
            return HttpAnswer.of(NOT_MODIFIED, headers);
        }
        headers.put("content-type", "application/octet-stream");
        boolean ranged = method.equals(HttpMethod.GET) && ifRangeHolds(asked, tag, second);
        Optional<String> range = ranged ? header(asked, HttpHeaderNames.RANGE) : Optional.empty();
        return switch (ByteRange.asked(range, size)) {
            case ByteRange.Asked.Whole _ -> new HttpAnswer(OK, headers, Optional.of(new ByteRange(0, size)));
            case ByteRange.Asked.Part(ByteRange part) -> {
                headers.put("content-range", "bytes " + part.start() + "-" + (part.end() - 1) + "/" + size);
                yield new HttpAnswer(PARTIAL_CONTENT, headers, Optional.of(part));
            }
            case ByteRange.Asked.Unsatisfiable _ ->
                HttpAnswer.of(REQUESTED_RANGE_NOT_SATISFIABLE, Map.of("content-range", "bytes */" + size));
        };
    }

    private static boolean ifRangeHolds(HttpHeaders asked, String tag, Instant modified) {
        Optional<String> condition = header(asked, HttpHeaderNames.IF_RANGE);
        return condition.isEmpty() || condition.get().equals(tag) || parse(condition.get()).filter(modified::equals).isPresent();
    }

    private static boolean lists(String header, String tag, boolean weakly) {
        return header.strip().equals("*") || Arrays.stream(header.split(",", 100)).map(String::strip)
                .anyMatch(entry -> entry.equals(tag) || weakly && entry.equals("W/" + tag));
    }

    private static Optional<Instant> since(HttpHeaders asked, CharSequence name) {
        return header(asked, name).flatMap(HttpAnswers::parse);
    }

    private static Optional<Instant> parse(String date) {
        try {
            return Optional.of(Instant.from(DATE.parse(date.strip())));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> header(HttpHeaders headers, CharSequence name) {
        return Optional.ofNullable(headers.get(name));
    }
}
