package io.strapwork.menu.grub;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.Remark;
import java.util.LinkedHashSet;
import java.util.List;

/** What was not understood, each once, in the order of reading; only so many that people can read them. */
final class Remarks {
    private static final int MOST = 500;
    private static final int LONGEST = 300;

    private final LinkedHashSet<Remark> remarks = new LinkedHashSet<>();

    void add(BootUri file, int line, int column, String what, String hint) {
        if (remarks.size() < MOST) {
            remarks.add(new Remark(file, line, column, readable(what), hint));
        } else if (remarks.size() == MOST) {
            remarks.add(new Remark(file, 0, 0, "there are more than " + MOST + " remarks; the rest is omitted", ""));
        }
    }

    /** Configurations come from strangers: what is quoted of them has one short line and no control characters. */
    private static String readable(String what) {
        String shown = what.length() > LONGEST ? what.substring(0, LONGEST) + "…" : what;
        return shown.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    List<Remark> all() {
        return List.copyOf(remarks);
    }
}
