package io.strapwork.runtime.assembly;

import io.strapwork.api.plugin.BootFacts;
import io.strapwork.api.plugin.Printable;
import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.outcome.BootOutcome.FactReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the plugins of one boot tell. Any thread. */
final class ToldFacts {
    private static final String UNTOLD = "untold";
    private final List<Teller> tellers = new ArrayList<>();

    /** For one plugin. */
    synchronized BootFacts of(Room room, String plugin) {
        var teller = new Teller(room, plugin);
        tellers.add(teller);
        return teller;
    }

    /** By plugin, in the order in which they were made and told. */
    synchronized List<FactReport> reports() {
        return tellers.stream().flatMap(teller -> teller.reports().stream()).toList();
    }

    private final class Teller implements BootFacts {
        /** Here, since most boots have nobody who tells. */
        private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
        private final Room room;
        private final String plugin;
        private final Map<String, String> told = new LinkedHashMap<>();
        private int untold;

        Teller(Room room, String plugin) {
            this.room = room;
            this.plugin = plugin;
        }

        @Override
        public void tell(String name, String value) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "\"" + Printable.line(name) + "\" is not a fact name: use at most 64 lower-case letters, digits and hyphens");
            }
            String shown = Printable.line(value, LONGEST);
            synchronized (ToldFacts.this) {
                if (told.containsKey(name) || told.size() < MOST) {
                    told.put(name, shown);
                } else {
                    untold++;
                }
            }
        }

        private List<FactReport> reports() {
            var reports = new ArrayList<FactReport>();
            told.forEach((name, value) -> reports.add(new FactReport(room, plugin, name, value)));
            if (untold > 0) {
                reports.add(new FactReport(room, plugin, UNTOLD, Integer.toString(untold)));
            }
            return reports;
        }
    }
}
