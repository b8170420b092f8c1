package io.strapwork.trust.openpgp;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Printable;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.MenuVerifier;
import io.strapwork.api.trust.Uncoverable;
import io.strapwork.api.trust.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a part is refused.
 *
 * @param where its signature is, or it
 */
record Refusals(FetchedPart part, String where) {
    private static final String UNREADABLE = "SW-T203";
    private static final String OTHER_BYTES = "the file and its signature don't belong together: one of them was replaced, is truncated, or somebody changed it; put both on the server again, "
            + "and don't boot it before you know why";
    private static final int LONGEST_OWNER = 100;

    Verdict unsigned(List<String> looked) {
        String signing = "\nsign it: gpg --detach-sign " + part.fileName()
                + ", and put the .sig file beside it\nor name its place: signature = \"…\"";
        return refused("SW-T202", "\"" + part.name() + "\" has no signature", "looked for " + String.join(", ", looked) + " beside it"
                + (part.name().equals(MenuVerifier.COMMAND_LINE) ? "" : signing) + Uncoverable.waysOn(part));
    }

    /** @param longest bytes of a text with its signature in it */
    Verdict tooLong(long longest) {
        return refused(UNREADABLE,
                "\"" + part.name() + "\" is a clear-signed text of " + part.bytes() + " bytes, and such a text is read up to "
                        + (longest >> 20) + " MiB",
                "sign the file without the lines of its signature: gpg --detach-sign " + part.fileName()
                        + ", and put the .sig file beside it");
    }

    Verdict malformed(MalformedException e) {
        return refused(UNREADABLE, "the signature of \"" + part.name() + "\" can't be read: " + e.what(),
                "make it again: gpg --detach-sign " + part.fileName());
    }

    Verdict wrong(SignatureCheck.Result wrong) {
        return refused("SW-T204", "a signature of \"" + part.name() + "\" is wrong: " + wrong.told(),
                "its key: " + shown(wrong) + "\n" + OTHER_BYTES);
    }

    /** The one reason, where all have one; else how many there are. */
    Verdict tooFew(List<SignatureCheck.Result> results, int require) {
        if (require > 1 && SignatureCheck.good(results) > 0) {
            return refused("SW-T208",
                    "\"" + part.name() + "\" is signed by " + SignatureCheck.good(results) + " of your keys, and require = " + require,
                    told(results) + "\nlet another of the keys sign it, or require fewer");
        }
        SignatureCheck.Result first = results.stream().filter(each -> each.outcome() != SignatureCheck.Outcome.UNKNOWN_KEY).findFirst()
                .orElse(results.getFirst());
        return switch (first.outcome()) {
            case NOT_VALID -> refused("SW-T206", "the signature of \"" + part.name() + "\" is right but not valid: " + first.told(),
                    "its key: " + shown(first)
                            + "\ncheck this computer's clock; if it is right, ask the signer for a new signature, or export the key again if its owner has prolonged it");
            case WEAK -> refused("SW-T207", "the signature of \"" + part.name() + "\" is too weak: " + first.told(),
                    "its key: " + shown(first)
                            + "\nlet the signer use SHA-256 or better, and a key of at least 2048 bits (RSA) or Ed25519");
            case UNKNOWN_KEY, GOOD, WRONG -> refused("SW-T205", "\"" + part.name() + "\" is signed by a key that is not in trust.keys",
                    told(results)
                            + "\nif you trust that key, and have its fingerprint from its owner, export it into one of the files: gpg --export --armor "
                            + first.key());
        };
    }

    private static String told(List<SignatureCheck.Result> results) {
        var lines = new ArrayList<String>();
        for (SignatureCheck.Result each : results) {
            lines.add(switch (each.outcome()) {
                case GOOD -> "good: " + shown(each);
                case UNKNOWN_KEY -> "unknown key: " + each.key();
                case WRONG, NOT_VALID, WEAK -> "does not count: " + each.key() + ", " + each.told();
            });
        }
        return String.join("\n", lines.stream().distinct().toList());
    }

    private static String shown(SignatureCheck.Result result) {
        return result.outcome() == SignatureCheck.Outcome.GOOD && !result.told().isEmpty()
                ? result.key() + " (" + Printable.text(result.told(), LONGEST_OWNER) + ")"
                : result.key();
    }

    private Verdict refused(String code, String what, String hint) {
        return new Verdict.Refused(new Problem(code, Blame.PEER, where, what, hint));
    }
}
