package io.strapwork.runtime.assembly;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where a boot looks for what to boot, when the profile names neither a kernel nor a configuration. */
public enum BootFrom {
    /** What DHCP offers. */
    NETWORK,
    /** What the machine's disks hold, in the order in which it boots from them. */
    DISK;

    /** As profiles have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
        return Arrays.stream(values()).map(BootFrom::word).toList();
    }

    static Optional<BootFrom> byWord(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }
}
