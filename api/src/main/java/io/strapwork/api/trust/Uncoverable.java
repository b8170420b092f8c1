package io.strapwork.api.trust;

import io.strapwork.api.fetch.FetchedPart;
import java.util.Arrays;
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
    /** Configuration files, and with them the command line: {@link MenuVerifier#MENU}. */
    MENU,
    /** A command line that is in no configuration file and in no image: {@link MenuVerifier#COMMAND_LINE}. */
    COMMAND_LINE;

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

    /** How a boot may do without a voucher for the part: lines of a refusal's hint, each behind a line break; empty for the kernel. */
    public static String waysOn(FetchedPart part) {
        if (Arrays.stream(values()).noneMatch(each -> each.is(part))) {
            return "";
        }
        return (COMMAND_LINE.is(part) ? "\nname the kernel in [fetch], and write its line as cmdline = \"…\" in [handoff]" : "")
                + "\nor let it pass without one: uncovered = [\"" + part.name() + "\"]";
    }
}
