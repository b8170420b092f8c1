package org.example.nbd;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.time.Duration;
import java.util.Optional;

/** What can go wrong with one image, in words. The codes from 900 on are for plugins that don't come with Strapwork. */
record NbdProblems(BootUri from) {
    /** What of a server's text is shown. */
    private static final int SHOWN = 200;

    Problem badName(String why) {
        return problem("SW-F911", Blame.USER, why, "write nbd://HOST/EXPORT, or nbd://HOST for the default export");
    }

    Problem unresolved(String why) {
        return peer("SW-F912", "the name " + from.host() + " has no address" + (why.isEmpty() ? "" : ": " + why),
                "check the spelling and the DNS server of the lease");
    }

    Problem unconnected(String why) {
        return peer("SW-F913", "there is no connection to " + server() + ": " + why, "is an NBD server running there?");
    }

    Problem silent(Duration patience, long received) {
        return peer("SW-F914", server() + " said nothing for " + patience.toMillis() + " ms, after " + received + " bytes", "");
    }

    Problem tooLong(Duration time, long received) {
        return peer("SW-F914", "after " + time.toSeconds() + " s only " + received + " bytes had come", "raise total-time in [fetch.nbd]");
    }

    Problem closed(long received) {
        return peer("SW-F915", server() + " closed the connection after " + received + " bytes", "look into the server's log");
    }

    Problem closedOnName(String export) {
        return peer("SW-F920", server() + " closed the connection when it was asked for the export \"" + export + "\"",
                "an old server does so when it has no such export");
    }

    Problem nonsense(String what) {
        return peer("SW-F916", server() + " does not keep to the NBD protocol: " + what, "");
    }

    Problem notNbd() {
        return peer("SW-F916", server() + " does not greet like an NBD server", "is another service on that port?");
    }

    Problem oldStyle() {
        return peer("SW-F917", server() + " speaks the oldstyle handshake, which names no export", "serve it by a server of this decade");
    }

    /** An option was refused (NBD_REP_ERR_…). */
    Problem refused(long error, String said, String export) {
        Optional<String> text = Optional.of(printable(said)).filter(shown -> !shown.isBlank());
        String tail = text.map(shown -> ": " + shown).orElse("");
        return switch ((int) (error & 0x7fff_ffff)) {
            case 6 -> peer("SW-F920", server() + " has no export \"" + export + "\"" + tail, "list its exports: nbdinfo --list");
            case 5 -> peer("SW-F918", server() + " asks for TLS" + tail, "serve the export without TLS: this plugin has none");
            case 2 -> peer("SW-F921", server() + " does not give out the export \"" + export + "\" here" + tail, "");
            case 7 -> peer("SW-F915", server() + " is shutting down" + tail, "");
            case 8 -> peer("SW-F922", server() + " insists on block sizes that were not agreed on" + tail, "");
            default -> peer("SW-F922", server() + " refused with error " + (error & 0x7fff_ffff) + tail, "");
        };
    }

    /** A read failed; {@code error} is the protocol's errno. */
    Problem readFailed(long error, String said, long offset) {
        String tail = said.isBlank() ? "" : ": " + printable(said);
        return peer("SW-F923", "byte " + offset + " of the export can't be read: " + meaning(error) + tail, "look into the server's log");
    }

    Problem odd(long size, long block) {
        return peer("SW-F924", "the export has " + size + " bytes, which its block size of " + block + " does not divide", "");
    }

    Problem tooLarge(ImageTooLargeException e) {
        return problem("SW-F925", Blame.USER, "the export is too large: " + e.getMessage(),
                "give the machine more memory (machine.memory)");
    }

    Problem interrupted() {
        return problem("SW-F926", Blame.USER, "the fetch was interrupted", "");
    }

    Problem loopEnded() {
        return problem("SW-F927", Blame.BUG, "the network was shut down while the image was fetched", "");
    }

    private static String meaning(long error) {
        return switch ((int) error) {
            case 1 -> "not permitted (EPERM)";
            case 5 -> "input/output error (EIO)";
            case 12 -> "the server is out of memory (ENOMEM)";
            case 22 -> "the server finds the request invalid (EINVAL)";
            case 75 -> "the server finds the request too large (EOVERFLOW)";
            case 95 -> "not supported (ENOTSUP)";
            case 108 -> "the server is shutting down (ESHUTDOWN)";
            default -> "error " + error;
        };
    }

    private String server() {
        return from.host() + from.port().stream().mapToObj(port -> ":" + port).findFirst().orElse("");
    }

    private static String printable(String text) {
        String shown = text.codePoints().limit(SHOWN).map(next -> Character.isISOControl(next) ? '.' : next)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return shown.strip();
    }

    private Problem peer(String code, String what, String hint) {
        return problem(code, Blame.PEER, what, hint);
    }

    private Problem problem(String code, Blame blame, String what, String hint) {
        return new Problem(code, blame, from.toString(), what, hint);
    }
}
