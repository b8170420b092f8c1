package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.PartSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the files that an entry names into parts. */
record PartNames(FileNames names, Remarks remarks, Budget budget) {
    private static final String INITRD = "initrd=";
    private static final int MOST_INITRDS = 64;

    /** False when this can be no file; a remark says so. */
    boolean add(List<PartSource> parts, String part, String name, Place place) {
        List<BootUri> places = names.places(name);
        if (places.isEmpty()) {
            remarks.add(place, Remarks.quote(name) + " can't be a file name", "");
            return false;
        }
        if (!budget.part() || !budget.characters(names.prefix().length() + 3L * name.length())) {
            return false;
        }
        parts.add(new PartSource(part, places.getFirst(), places.subList(1, places.size()), Optional.empty()));
        return true;
    }

    /** INITRD only adds {@code initrd=} to the command line's end, so that one that is there comes before it. */
    void addInitrds(List<PartSource> parts, String arguments, Optional<Label> label, Place place, boolean last) {
        List<String> words = initrdWords(arguments);
        Optional<Command> statement = label.flatMap(Label::initrd);
        if (words.isEmpty()) {
            statement.ifPresent(initrd -> add(parts, initrd.text(), initrd.place()));
            return;
        }
        String chosen = last ? words.getLast() : words.getFirst();
        if (words.size() > 1 && words.stream().anyMatch(word -> !word.equals(chosen))) {
            remarks.add(place, "there are several initrd= on the command line; only the " + (last ? "last" : "first") + " is loaded",
                    "write one, with commas between files");
        }
        statement.filter(initrd -> !initrd.text().equals(chosen)).ifPresent(initrd -> remarks.add(initrd.place(),
                "initrd= on the command line takes precedence over INITRD, which is not loaded",
                "write one of them, with commas between files"));
        add(parts, chosen, place);
    }

    private static List<String> initrdWords(String arguments) {
        var found = new ArrayList<String>();
        if (arguments.regionMatches(true, 0, INITRD, 0, INITRD.length()) || arguments.contains("initrd=")
                || arguments.contains("INITRD=")) {
            for (String word : Command.words(arguments)) {
                if (word.regionMatches(true, 0, INITRD, 0, INITRD.length())) {
                    found.add(word.substring(INITRD.length()));
                }
            }
        }
        return found;
    }

    private void add(List<PartSource> parts, String list, Place place) {
        int count = 0;
        if (list.chars().anyMatch(c -> Statement.isSpace((char) c))) {
            remarks.add(place, "there are spaces between the initrds; they are read as commas", "write them with commas");
        }
        for (String name : list.split("[,\\x00-\\x20]+")) {
            if (count == MOST_INITRDS) {
                remarks.add(place, "there are more than " + MOST_INITRDS + " initrds; the rest is ignored", "");
                return;
            }
            if (!name.isEmpty()) {
                add(parts, "initrd", name, place);
                count++;
            }
        }
    }
}
