package io.strapwork.menu.bls;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.Remark;
import java.util.LinkedHashSet;
import java.util.List;

/** What was not understood, each once, in the order of reading; only so many that people can read them. */
final class Remarks {
    private static final int MOST = 500;

    private final LinkedHashSet<Remark> remarks = new LinkedHashSet<>();

    void add(BootUri file, int line, int column, String what, String hint) {
        if (remarks.size() < MOST) {
            remarks.add(new Remark(file, line, column, what, hint));
        } else if (remarks.size() == MOST) {
            remarks.add(new Remark(file, 0, 0, "there are more than " + MOST + " remarks; the rest is omitted", ""));
        }
    }

    void add(BootUri file, String what, String hint) {
        add(file, 0, 0, what, hint);
    }

    List<Remark> all() {
        return List.copyOf(remarks);
    }
}
