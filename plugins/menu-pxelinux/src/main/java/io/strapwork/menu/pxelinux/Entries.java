package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.BootEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The entries of a menu until they get their ids. */
final class Entries {
    /** An entry without an id. */
    record Draft(String name, String title, List<String> path, Target.Boot boot) {
        Draft {
            path = List.copyOf(path);
        }
    }

    private record Key(String name, Target.Boot boot) {}

    private final List<Draft> drafts = new ArrayList<>();
    private final Map<Key, Draft> known = new HashMap<>();

    /** The entry with the same name, parts and command line that was seen before; else this one. */
    Draft known(Draft draft) {
        Draft before = known.putIfAbsent(new Key(draft.name(), draft.boot()), draft);
        return before == null ? draft : before;
    }

    void add(Draft draft) {
        drafts.add(draft);
    }

    /** Adds it, unless it is known. Returns the one that is there. */
    Draft addNew(Draft draft) {
        Draft there = known(draft);
        if (there == draft) {
            add(draft);
        }
        return there;
    }

    Optional<Draft> first() {
        return drafts.stream().findFirst();
    }

    /** Ids are labels; where a label comes twice, the later ones are numbered: {@code linux#2}. */
    Named named() {
        var names = new HashSet<String>();
        drafts.forEach(draft -> names.add(draft.name()));
        var taken = new HashSet<String>();
        var counts = new HashMap<String, Integer>();
        var ids = new IdentityHashMap<Draft, String>();
        var entries = new ArrayList<BootEntry>();
        for (Draft draft : drafts) {
            String id = draft.name();
            if (id.isEmpty() || !taken.add(id)) {
                do {
                    id = draft.name() + "#" + counts.merge(draft.name(), draft.name().isEmpty() ? 1 : 2, (count, first) -> count + 1);
                } while (names.contains(id));
                taken.add(id);
            }
            ids.put(draft, id);
            entries.add(new BootEntry(id, draft.title().isEmpty() ? id : draft.title(), draft.path(), draft.boot().parts(),
                    draft.boot().commandLine()));
        }
        return new Named(entries, ids);
    }

    /** With their ids. */
    static final class Named {
        private final List<BootEntry> entries;
        private final Map<Draft, String> ids;

        private Named(List<BootEntry> entries, Map<Draft, String> ids) {
            this.entries = entries;
            this.ids = ids;
        }

        List<BootEntry> entries() {
            return entries;
        }

        String id(Draft draft) {
            return ids.getOrDefault(draft, draft.name());
        }
    }
}
