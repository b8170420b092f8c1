package io.strapwork.cli;

import io.strapwork.api.plugin.Printable;
import io.strapwork.api.trust.Voucher;
import io.strapwork.runtime.walk.BootSurvey.PartVoucher;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Who would vouch for which part: a line for those that have one voucher in common, and below it their keys, once, and those who are asked in turn. */
final class VoucherText {
    private static final String INDENT = "    ";
    private static final String DEEPER = "  ";
    /** Keys of one verifier; a distribution's keyring has dozens. */
    private static final int SHOWN = 8;

    private final PrintWriter out;
    private final Set<List<String>> told = new HashSet<>();

    VoucherText(PrintWriter out) {
        this.out = out;
    }

    void print(List<PartVoucher> vouchers) {
        Map<Voucher, List<String>> parts = new LinkedHashMap<>();
        vouchers.forEach(each -> parts.computeIfAbsent(each.voucher(), _ -> new ArrayList<>()).add(each.part()));
        parts.forEach((voucher, names) -> {
            out.printf(Locale.ROOT, "%s%-22s %s%n", INDENT, String.join(", ", names), chain(voucher));
            below(voucher, INDENT + DEEPER);
        });
    }

    /** {@code "sums <- openpgp"} */
    private static String chain(Voucher voucher) {
        String words = words(voucher);
        return isChain(voucher) ? words + " <- " + chain(voucher.of().getFirst()) : words;
    }

    /** Nobody else is asked beside. */
    private static boolean isChain(Voucher voucher) {
        return voucher.of().size() == 1;
    }

    private static String words(Voucher voucher) {
        String id = voucher.verifier();
        return switch (voucher.answer()) {
            case VOUCHES -> voucher.of().size() > 1 ? id + " of" : id.equals("profile") ? "this profile" : id;
            case UNCOVERED -> "uncovered (named in uncovered) unless " + id + " vouches";
            case REFUSES -> "refused: nobody vouches (" + id + ")";
            case NOT_ASKED -> "not covered: " + id + " is not asked about it";
            case NOT_VERIFIED -> "NOT VERIFIED";
            case UNTOLD -> id + ", which can't tell beforehand";
        };
    }

    private void below(Voucher voucher, String indent) {
        // Of several parts, once.
        if (told.add(voucher.by())) {
            voucher.by().stream().limit(SHOWN).forEach(line -> out.println(indent + Printable.line(line)));
            if (voucher.by().size() > SHOWN) {
                out.println(indent + "and " + (voucher.by().size() - SHOWN) + " more; --json has all");
            }
        }
        for (Voucher each : voucher.of()) {
            if (!isChain(voucher)) {
                out.println(indent + chain(each));
            }
            below(each, indent + DEEPER);
        }
    }
}
