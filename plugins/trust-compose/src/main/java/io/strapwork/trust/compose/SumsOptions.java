package io.strapwork.trust.compose;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Printable;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Summary;
import io.strapwork.api.trust.CompanionPattern;
import io.strapwork.api.trust.Uncoverable;
import java.util.List;

/** Options of {@link SumsVerifier}. */
@Options
public record SumsOptions(
        @Summary("lists of digests, each vouched for by the one before it: names beside the part ({part} is its file name), or paths that begin with ../ or /; default: SHA256SUMS") List<String> lists,
        @Default("openpgp") @Summary("the verifier of the first list") String by,
        @Summary("parts that no list need name: initrd, device-tree, menu, command-line") List<Uncoverable> uncovered) {
    private static final int MOST = 4;
    private static final int SHOWN = 200;

    public SumsOptions {
        lists = lists.isEmpty() ? List.of("SHA256SUMS") : List.copyOf(lists);
        uncovered = List.copyOf(uncovered);
        if (lists.size() > MOST) {
            throw wrong("lists", lists.size() + " lists are named", "name at most " + MOST);
        }
        for (String list : lists) {
            new CompanionPattern(list).fault().ifPresent(fault -> {
                throw wrong("lists", "\"" + Printable.text(list, SHOWN) + "\" " + fault,
                        "write a name, or a path that begins with ../ or /");
            });
        }
        if (by.equals("none")) {
            throw wrong("by", "a list that nobody verifies proves nothing", "name openpgp, cms or digest");
        }
    }

    private static RuntimeException wrong(String key, String what, String hint) {
        return new Problem("SW-T309", Blame.USER, "trust." + key, what, hint).asException();
    }
}
