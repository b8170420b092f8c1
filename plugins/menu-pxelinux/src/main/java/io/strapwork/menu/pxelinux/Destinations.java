package io.strapwork.menu.pxelinux;

import java.util.IdentityHashMap;
import java.util.Optional;

/** What became of each label: an entry, or a configuration's menu. */
final class Destinations {
    private final IdentityHashMap<Label, Entries.Draft> booting = new IdentityHashMap<>();
    private final IdentityHashMap<Label, Loaded> opening = new IdentityHashMap<>();

    void boots(Label label, Entries.Draft entry) {
        booting.put(label, entry);
    }

    void opens(Label label, Loaded menu) {
        opening.put(label, menu);
    }

    Optional<Entries.Draft> entry(Label label) {
        return Optional.ofNullable(booting.get(label));
    }

    Optional<Loaded> menu(Label label) {
        return Optional.ofNullable(opening.get(label));
    }
}
