package io.strapwork.trust.x509;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Printable;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.MenuVerifier;
import io.strapwork.api.trust.Uncoverable;
import io.strapwork.api.trust.Verdict;

/**
 * Why a part is refused, with the codes of its verifier.
 *
 * @param codes in the order of its methods
 * @param where its signature is, or it
 */
record Refusals(Codes codes, FetchedPart part, String where) {
    private static final int LONGEST = 600;

    /** One verifier's codes. @param option names the certificates */
    record Codes(String option, String unsigned, String malformed, String wrong, String unknown, String notValid, String weak) {}

    /** @param looked where a signature could have been @param signing how to make one, in a line */
    Verdict unsigned(String looked, String signing) {
        return unsigned(looked + (part.name().equals(MenuVerifier.COMMAND_LINE) ? "" : "\n" + signing));
    }

    Verdict unsigned(String hint) {
        return refused(codes.unsigned(), "\"" + part.name() + "\" has no signature", hint + Uncoverable.waysOn(part));
    }

    Verdict malformed(MalformedException e, String hint) {
        return refused(codes.malformed(), "the signature of \"" + part.name() + "\" can't be read: " + e.what(), hint);
    }

    Verdict untrusted(UntrustedException e) {
        String what = Printable.text(e.what(), LONGEST);
        return switch (e.reason()) {
            case WRONG -> refused(codes.wrong(), "the signature of \"" + part.name() + "\" is wrong: " + what,
                    "the file and its signature don't belong together: one of them was replaced, is truncated, or somebody changed it; put both on the server again, and don't boot it before "
                            + "you know why");
            case UNKNOWN -> refused(codes.unknown(), "nobody whom you trust has signed \"" + part.name() + "\": " + what,
                    "if you trust that signer, get the certificate from its owner and add it to trust." + codes.option()
                            + "; an intermediate certificate may be missing in the signature");
            case NOT_VALID -> refused(codes.notValid(), "the signature of \"" + part.name() + "\" is right but not valid: " + what,
                    "check this computer's clock; if it is right, sign the file again with a certificate that is valid now, and for signing code");
            case WEAK -> refused(codes.weak(), "the signature of \"" + part.name() + "\" is too weak: " + what,
                    "sign it again with SHA-256 or better, and keys of at least 2048 bits (RSA) or 224 bits (EC)");
        };
    }

    private Verdict refused(String code, String what, String hint) {
        return new Verdict.Refused(new Problem(code, Blame.PEER, where, what, hint));
    }
}
