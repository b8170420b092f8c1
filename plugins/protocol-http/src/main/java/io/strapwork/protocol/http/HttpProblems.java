package io.strapwork.protocol.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Printable;
import io.strapwork.api.plugin.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What can go wrong with the request for one address, in words. */
record HttpProblems(BootUri asked) {
    static final String NOT_FOUND = "SW-F320";
    private static final int TEXT_LIMIT = 160;
    private static final String BAD_LOCATION = "SW-F332";

    /** Text of a server for the eyes of a user: bounded, on one line. */
    static String clean(String text) {
        return Printable.line(text, TEXT_LIMIT);
    }

    Problem passwordFile(Path file, String why) {
        return new Problem("SW-F302", Blame.USER, "fetch.http.password-file", "the password can't be read from " + file + ": " + why, "");
    }

    Problem unresolved(String why) {
        return peer("SW-F304", "the name " + asked.host() + " has no address" + (why.isEmpty() ? "" : ": " + clean(why)),
                "check the spelling and the lease's DNS server");
    }

    Problem unconnected(String why) {
        return peer("SW-F305", "no connection to " + server() + ": " + clean(why.replaceFirst(": [^ ]*/[^ ]*$", "")),
                "check that the server is running and that no firewall blocks it");
    }

    Problem connectTimeout(Duration patience) {
        return peer("SW-F306", server() + " accepted no connection within " + HttpOptions.text(patience),
                "check that the server is running and that no firewall blocks it");
    }

    Problem silent(HttpOptions options, long received) {
        return peer("SW-F307",
                "HTTP server " + asked.host() + " fell silent for " + HttpOptions.text(options.patience())
                        + (received == 0 ? " before its response" : " after " + received + " bytes"),
                "");
    }

    Problem tooLong(HttpOptions options, long received) {
        return peer("SW-F308", "only " + received + " bytes arrived within " + HttpOptions.text(options.totalTime()),
                "raise total-time in [fetch.http]");
    }

    Problem interrupted() {
        return problem("SW-F309", Blame.USER, "the fetch was interrupted", "");
    }

    Problem loopEnded() {
        return problem("SW-F310", Blame.BUG, "the network was shut down while the file was fetched", "");
    }

    Problem notFound(HttpResponseStatus status) {
        return peer(NOT_FOUND, "HTTP server " + asked.host() + " has no such file (" + text(status) + ")",
                "check the path, including upper and lower case");
    }

    Problem unauthorized(HttpRequests.SignIn signIn, String challenge) {
        boolean signedIn = signIn == HttpRequests.SignIn.SENT;
        return problem("SW-F321", Blame.USER,
                "HTTP server " + asked.host() + (signedIn ? " does not accept this user and password" : " asks for a user and password")
                        + " (401)",
                (switch (signIn) {
                    case SENT -> "check user and password in [fetch.http]";
                    case NONE -> "set user and password-file in [fetch.http]";
                    case KEPT ->
                        "write this address in [fetch]: user and password of [fetch.http] are sent only to servers that the profile names";
                })
                        + (challenge.isEmpty() ? "" : "\nthe server asked for: " + challenge));
    }

    Problem proxy() {
        return peer("SW-F322", "a proxy in front of " + asked.host() + " asks for a user and password (407)",
                "reach the server without that proxy");
    }

    Problem busy(HttpResponseStatus status) {
        return peer("SW-F323", "HTTP server " + asked.host() + " could not serve the file (" + text(status) + ")",
                "check the server's log");
    }

    Problem status(HttpResponseStatus status) {
        return peer("SW-F324", "HTTP server " + asked.host() + " answered " + text(status), "");
    }

    Problem notTheImage(HttpResponseStatus status) {
        return peer("SW-F325", "HTTP server " + asked.host() + " answered " + text(status) + " instead of the file", "");
    }

    Problem tooManyRedirects(int limit) {
        return peer("SW-F330", "more than " + limit + " redirects",
                "write the final address in the profile, or raise redirects in [fetch.http]");
    }

    Problem redirectLoop(BootUri to) {
        return peer("SW-F331", "the redirects lead back to " + to, "");
    }

    Problem badLocation(HttpResponseStatus status, String location) {
        return peer(BAD_LOCATION,
                "HTTP server " + asked.host() + " answered " + text(status) + (location.isBlank()
                        ? " without a location"
                        : " to \"" + clean(location) + "\", which is not an http or https address"),
                "");
    }

    Problem unusableLocation(HttpResponseStatus status, String why) {
        return peer(BAD_LOCATION, "HTTP server " + asked.host() + " answered " + text(status) + ", but " + clean(why), "");
    }

    Problem downgrade(BootUri to) {
        return peer("SW-F333", "HTTP server " + asked.host() + " redirects from https to http, to " + to,
                "write the http address in the profile if you trust the network in between");
    }

    Problem truncated(long received, long size) {
        return peer("SW-F340", "the connection to " + asked.host() + " broke after " + received
                + (size == HttpSteps.UNKNOWN ? "" : " of " + size) + " bytes", "check the server's log");
    }

    Problem nonsense(String why) {
        return peer("SW-F341", server() + " does not speak HTTP/1.1: " + clean(why),
                "check the port; https:// and http:// use different ones");
    }

    Problem wrongRange(Resume resume, String range) {
        return peer("SW-F342", "HTTP server " + asked.host() + " was asked for bytes from " + resume.received() + " on, but sent "
                + (range.isEmpty() ? "a part without saying which one" : "\"" + clean(range) + "\""), "");
    }

    Problem tooLarge(ImageTooLargeException e) {
        return problem("SW-F344", Blame.USER,
                "the file has " + (e.bytes() > e.limit() ? e.bytes() : "too many") + " bytes; the limit is " + e.limit(),
                "give the machine more memory, or use a smaller image");
    }

    Problem closedEarly(Optional<String> why) {
        return peer("SW-F345", server() + " closed the connection without a response" + why.map(text -> ": " + clean(text)).orElse(""),
                "check the server's log");
    }

    Problem noRest(String why) {
        return peer("SW-F346", "the fetch was cut off and could not be resumed: " + why, "check whether the file changed during the fetch");
    }

    private String server() {
        return asked.host() + " port " + HttpRequests.port(asked);
    }

    private static String text(HttpResponseStatus status) {
        String reason = clean(status.reasonPhrase());
        return status.code() + (reason.isEmpty() ? "" : " " + reason);
    }

    private Problem peer(String code, String what, String hint) {
        return problem(code, Blame.PEER, what, hint);
    }

    private Problem problem(String code, Blame blame, String what, String hint) {
        return new Problem(code, blame, asked.toString(), what, hint);
    }
}
