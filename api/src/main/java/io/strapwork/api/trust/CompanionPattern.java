package io.strapwork.api.trust;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Printable;
import io.strapwork.api.plugin.Problem;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * A profile's words for where companions are: {@code {part}.sig}, {@code ../SHA256SUMS}. A file name on the server of the part, perhaps behind folders, in which {@value #PART} is the part's file name.
 *
 * @param text as the profile has it
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CompanionPattern(String text) {
    /** Stands for the file name of the part. */
    public static final String PART = "{part}";

    private static final int SHOWN = 200;
    private static final Pattern BRACES = Pattern.compile("[{}]");

    /** What is wrong with it, in half a sentence that goes on after the pattern; empty when it is all right. */
    public Optional<String> fault() {
        String last = text.substring(text.lastIndexOf('/') + 1);
        if (text.isBlank() || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            return Optional.of("is empty, or has a control character");
        }
        if (text.startsWith("//") || text.contains("://")) {
            return Optional.of("is not on the server of the part");
        }
        if (last.isEmpty() || last.equals(".") || last.equals("..") || last.equals(text) && last.equals(PART)) {
            return Optional.of("is not the name of a file beside the part");
        }
        if (BRACES.matcher(text.replace(PART, "")).find()) {
            return Optional.of("has a placeholder other than " + PART);
        }
        return text.substring(0, text.length() - last.length()).contains(PART)
                ? Optional.of("has " + PART + " as a folder, and it is a file's name")
                : Optional.empty();
    }

    /**
     * What is wrong with the places that a verifier's option {@code signature} names, each of them for one part: the first fault.
     *
     * @param code of the verifier that has the option
     */
    public static Optional<Problem> fault(List<String> signature, String code) {
        if (signature.size() > CompanionVerifier.MOST) {
            return Optional
                    .of(wrong(code, "there are " + signature.size() + " places for a signature", "name at most " + CompanionVerifier.MOST));
        }
        for (String each : signature) {
            var pattern = new CompanionPattern(each);
            Optional<String> fault = pattern.fault()
                    .or(() -> pattern.isOfEachPart() ? Optional.empty() : Optional.of("is the same file for each part"));
            if (fault.isPresent()) {
                return Optional.of(wrong(code, "\"" + Printable.text(each, SHOWN) + "\" " + fault.get(),
                        "write a name, or a path that begins with ../ or /, in which {part} stands for the part's file name: signature = \"{part}.sig\""));
            }
        }
        return Optional.empty();
    }

    private static Problem wrong(String code, String what, String hint) {
        return new Problem(code, Blame.USER, "trust.signature", what, hint);
    }

    /** Whether each part has one of its own. */
    public boolean isOfEachPart() {
        return text.contains(PART);
    }

    /** As {@link Companions#place} takes it. */
    public String name(FetchedPart part) {
        return text.replace(PART, part.fileName());
    }
}
