package io.strapwork.handoff.openfirmware;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Open packages. They are remembered by path, because the tree may be replaced under them. */
final class Instances {
    private static final int FIRST_IHANDLE = 0x20000001;
    private static final int LIMIT = 1024;
    private final Map<Integer, Instance> open = new HashMap<>();
    private int next = FIRST_IHANDLE;

    /** Empty when too many are open. */
    OptionalInt open(String path) {
        if (open.size() >= LIMIT) {
            return OptionalInt.empty();
        }
        while (next <= 0 || open.containsKey(next)) {
            next = next <= 0 ? FIRST_IHANDLE : next + 1;
        }
        int ihandle = next++;
        open.put(ihandle, new Instance(ihandle, path));
        return OptionalInt.of(ihandle);
    }

    Optional<Instance> get(int ihandle) {
        return Optional.ofNullable(open.get(ihandle));
    }

    void close(int ihandle) {
        open.remove(ihandle);
    }
}
