package io.strapwork.menu.ipxe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Menus that can be reached on several ways: each is followed once, unless its items do something else there. */
final class MenuTwins {
    private final Map<List<Object>, MenuNode> seen = new HashMap<>();

    /**
     * A menu that only leads to others may do so with other settings, and is followed again.
     *
     * @return whether the menu was there before
     */
    boolean find(MenuNode node) {
        if (!node.hasEntries()) {
            return false;
        }
        MenuNode first = seen.putIfAbsent(node.fingerprint(), node);
        if (first != null) {
            node.twin(first);
        }
        return first != null;
    }
}
