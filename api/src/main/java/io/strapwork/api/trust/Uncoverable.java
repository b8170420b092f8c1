package io.strapwork.api.trust;

import io.strapwork.api.fetch.FetchedPart;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;

/** Parts for which a profile may do without a voucher ({@code uncovered = ["initrd"]}). The kernel is none of them: to boot that unverified, a profile says {@code use = "none"}. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Uncoverable {
    /** Each piece of the initrd. */
    INITRD,
    /** The device tree. */
    DEVICE_TREE,
    /** Configuration files, and with them the command line: {@link MenuVerifier}. */
    MENU;

    /** Whether this is what the part is. */
    public boolean is(FetchedPart part) {
        return isNamed(part.name());
    }

    private boolean isNamed(String part) {
        return part.equals(name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** Whether a part is one of these. */
    public static boolean anyIs(List<Uncoverable> uncovered, FetchedPart part) {
        return uncovered.stream().anyMatch(each -> each.is(part));
    }

    /** As {@link #anyIs}, by the part's name. */
    public static boolean anyIsNamed(List<Uncoverable> uncovered, String part) {
        return uncovered.stream().anyMatch(each -> each.isNamed(part));
    }
}
