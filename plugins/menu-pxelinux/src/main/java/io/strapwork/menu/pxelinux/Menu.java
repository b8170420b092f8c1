package io.strapwork.menu.pxelinux;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A menu of one configuration: the uppermost, or what stands between MENU BEGIN and MENU END. */
final class Menu implements MenuItem {
    private final @Nullable Menu parent;
    private final String tag;
    private final List<MenuItem> items = new ArrayList<>();
    private final Set<Integer> hotkeys = new HashSet<>();
    private String menuLabel = "";
    private String menuTitle = "";
    private @Nullable MenuItem preset;

    Menu(@Nullable Menu parent, String tag) {
        this.parent = parent;
        this.tag = tag;
    }

    Optional<Menu> parent() {
        return Optional.ofNullable(parent);
    }

    int depth() {
        int depth = 0;
        for (Menu above = parent; above != null; above = above.parent) {
            depth++;
        }
        return depth;
    }

    void add(MenuItem item) {
        items.add(item);
    }

    List<MenuItem> items() {
        return items;
    }

    void preset(MenuItem item) {
        preset = item;
    }

    Optional<MenuItem> preset() {
        return Optional.ofNullable(preset);
    }

    void label(String text) {
        menuLabel = parent == null ? "" : parent.shown(text);
    }

    void title(String text) {
        menuTitle = text.replace("^", "");
    }

    /** What its parent shows: MENU LABEL, or MENU TITLE, or the tag. */
    @Override
    public String title() {
        if (!menuLabel.isEmpty()) {
            return menuLabel;
        }
        return menuTitle.isEmpty() ? tag : menuTitle;
    }

    /**
     * A line's text as menu.c32 prints it: the first caret marks the hotkey, unless another line has it; carets are not printed, unless the caret itself is the
     * hotkey, as in {@code ^^}.
     */
    String shown(String text) {
        int caret = text.indexOf('^');
        if (caret < 0) {
            return text;
        }
        int hotkey = caret + 1 < text.length() ? text.charAt(caret + 1) & ~0x20 : -1;
        hotkey = hotkey >= 0 && hotkeys.add(hotkey) ? hotkey : -1;
        var shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '^') {
                shown.append(text.charAt(i));
            } else if (i + 1 < text.length() && (text.charAt(i + 1) & ~0x20) == hotkey) {
                shown.append(text.charAt(++i));
            }
        }
        return shown.toString();
    }
}
