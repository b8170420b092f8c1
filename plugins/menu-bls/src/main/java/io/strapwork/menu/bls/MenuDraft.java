package io.strapwork.menu.bls;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.menu.bls.LoaderConf.Preset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes a menu of entries: sorts them, tells those with one title apart, and finds the preset. */
final class MenuDraft {
    private static final int MOST = 10_000;
    /** Characters of texts that entries hold: an image of some kilobytes can repeat its own for each of its profiles. */
    private static final long MOST_TEXT = 32 << 20;
    private static final int SHORT_ID = 8;

    private final List<ListedEntry> entries = new ArrayList<>();
    private final Remarks remarks;
    private long text;
    private boolean omits;

    MenuDraft(Remarks remarks) {
        this.remarks = remarks;
    }

    void add(ListedEntry entry) {
        if (!omitsMore()) {
            entries.add(entry);
            text += entry.size();
        }
    }

    /** Whether there is no room for one that there is. */
    boolean omitsMore() {
        omits |= entries.size() >= MOST || text >= MOST_TEXT;
        return omits;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** @param config where the presets stand */
    BootMenu menu(BootUri config, LoaderConf conf) {
        if (omits) {
            remarks.add(config, "a menu holds up to " + MOST + " entries, fewer where they are long; the others are omitted", "");
        }
        List<ListedEntry> sorted = entries.stream().sorted(ListedEntry.ORDER).toList();
        List<String> ids = ids(sorted);
        List<String> titles = titles(sorted, ids);
        var shown = new ArrayList<BootEntry>();
        for (int i = 0; i < sorted.size(); i++) {
            shown.add(new BootEntry(ids.get(i), titles.get(i), List.of(), sorted.get(i).parts(), sorted.get(i).line()));
        }
        return new BootMenu(shown, preset(config, conf, sorted).map(ids::get), conf.patience(), remarks.all());
    }

    /** Two files may differ in their counters alone, or lie on two volumes. */
    private static List<String> ids(List<ListedEntry> sorted) {
        var ids = new ArrayList<String>();
        var seen = new HashMap<String, Integer>();
        for (ListedEntry entry : sorted) {
            String id = entry.id();
            while (seen.putIfAbsent(id, 1) != null) {
                id = entry.id() + "#" + seen.merge(entry.id(), 1, Integer::sum);
            }
            ids.add(id);
        }
        return ids;
    }

    /** As systemd-boot does: with the version, then the machine, then the id. */
    private static List<String> titles(List<ListedEntry> sorted, List<String> ids) {
        List<String> titles = sorted.stream().map(ListedEntry::title).toList();
        titles = apart(titles, number -> sorted.get(number).version());
        titles = apart(titles, number -> {
            String machine = sorted.get(number).machineId();
            return machine.substring(0, Math.min(SHORT_ID, machine.length()));
        });
        return apart(titles, ids::get);
    }

    private static List<String> apart(List<String> titles, Function<Integer, String> more) {
        Map<String, Integer> counts = new HashMap<>();
        titles.forEach(title -> counts.merge(title, 1, Integer::sum));
        var apart = new ArrayList<String>();
        for (int i = 0; i < titles.size(); i++) {
            String added = counts.getOrDefault(titles.get(i), 1) > 1 ? more.apply(i) : "";
            apart.add(titles.get(i) + (added.isEmpty() ? "" : " (" + added + ")"));
        }
        return apart;
    }

    /** Patterns are of file names; without the suffix they were so in older versions of systemd-boot, and people still write them so. */
    private Optional<Integer> preset(BootUri config, LoaderConf conf, List<ListedEntry> sorted) {
        for (Preset preset : conf.presets()) {
            for (int i = 0; i < sorted.size(); i++) {
                ListedEntry entry = sorted.get(i);
                boolean named = preset.pattern().matches(entry.id())
                        || preset.pattern().matches(TypeOne.withoutSuffix(entry.file().id()) + entry.named());
                if (named && (preset.evenBad() || !entry.file().isBad())) {
                    return Optional.of(i);
                }
            }
            if (!sorted.isEmpty()) {
                remarks.add(config, preset.line(), 0,
                        "there is no entry " + PlainText.quote(preset.written()) + "; the first one boots", "");
            }
        }
        return sorted.isEmpty() ? Optional.empty() : Optional.of(0);
    }
}
