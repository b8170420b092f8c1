package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.Remark;

/** Where a command stands, with line and column from 1 on. */
record Source(BootUri file, int line, int column) {
    Remark remark(String what, String hint) {
        return new Remark(file, line, column, what, hint);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
