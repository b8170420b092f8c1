package io.strapwork.menu.bls;

import io.strapwork.api.fetch.CommandLine;
import io.strapwork.api.fetch.PartSource;
import java.util.Comparator;
import java.util.List;

/**
 * An entry of either type, with what it is sorted by. Texts that are not there are empty.
 *
 * @param file    its file's name, without the boot counter in {@link BootCount#id}
 * @param profile the number of a unified kernel's profile, from 0 on
 * @param named   what follows the file's name in the id: {@code ""}, {@code "@factory-reset"}
 * @param parts   as {@link io.strapwork.api.fetch.BootEntry#parts}
 */
record ListedEntry(BootCount file, int profile, String named, String title, String version, String machineId, String sortKey,
        List<PartSource> parts, CommandLine line) {
    private static final int PLACE = 200;
    private static final Comparator<String> NEWEST_FIRST = new VersionOrder().reversed();

    /** As a menu shows entries (UAPI.1, Sorting); profiles of one image in their own order. */
    static final Comparator<ListedEntry> ORDER = Comparator.comparing((ListedEntry entry) -> entry.file().isBad())
            .thenComparing(entry -> entry.sortKey().isEmpty())
            .thenComparing((one, other) -> bySortKey(one, other))
            .thenComparing(entry -> entry.file().id(), NEWEST_FIRST)
            .thenComparingInt(ListedEntry::profile)
            .thenComparingInt(entry -> -entry.file().left().orElse(Integer.MAX_VALUE))
            .thenComparingInt(entry -> entry.file().done());

    ListedEntry {
        parts = List.copyOf(parts);
    }

    ListedEntry called(String other) {
        return new ListedEntry(file, profile, other, title, version, machineId, sortKey, parts, line);
    }

    /** About so many characters it holds. */
    long size() {
        int places = parts.stream().mapToInt(part -> 1 + part.otherwise().size()).sum();
        return id().length() + title.length() + version.length() + machineId.length() + sortKey.length() + line.text().orElse("").length()
                + (long) PLACE * places;
    }

    String id() {
        return file.id() + named;
    }

    /** Entries are only compared when either both have a key or none has. */
    private static int bySortKey(ListedEntry one, ListedEntry other) {
        if (one.sortKey.isEmpty()) {
            return 0;
        }
        int order = one.sortKey.compareTo(other.sortKey);
        order = order != 0 ? order : one.machineId.compareTo(other.machineId);
        return order != 0 ? order : NEWEST_FIRST.compare(one.version, other.version);
    }
}
