package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.Remark;
import java.util.LinkedHashSet;
import java.util.List;

/** Gathers remarks: each once, as a file may be included many times, and no more than a reader would read. */
final class Remarks {
    private static final int MOST = 1_000;
    private static final int LONGEST_QUOTE = 80;
    private final BootUri config;
    private final LinkedHashSet<Remark> remarks = new LinkedHashSet<>();

    Remarks(BootUri config) {
        this.config = config;
    }

    void add(Place place, String what, String hint) {
        if (remarks.size() < MOST) {
            remarks.add(new Remark(place.file(), place.line(), place.column(), what, hint));
        } else if (remarks.size() == MOST) {
            remarks.add(new Remark(config, 0, 0, "there are more than " + MOST + " remarks; the rest is omitted", ""));
        }
    }

    void add(BootUri file, String what, String hint) {
        add(new Place(file, 0, 0), what, hint);
    }

    /** In quotation marks, without control characters, and cut. */
    static String quote(String text) {
        String shown = text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE - 1) + "…";
        var printable = new StringBuilder("\"");
        shown.codePoints().forEach(c -> printable.appendCodePoint(Character.isISOControl(c) ? '.' : c));
        return printable.append('"').toString();
    }

    List<Remark> toList() {
        return List.copyOf(remarks);
    }
}
