package io.strapwork.menu.pxelinux;

/** A line of a menu. */
sealed interface MenuItem permits Label, Menu {
    /** As it is shown, without marks for hotkeys. */
    String title();
}
