package io.strapwork.menu.grub;

import io.strapwork.menu.grub.Statement.Unit;
import java.util.List;

/**
 * A menu entry as the script defines it: what it boots is known once its commands ran.
 *
 * @param arguments its own positional parameters, the title first
 * @param submenu   its commands define a menu
 * @param text      that its commands are written in
 * @param offset    where in {@code place} it is defined
 */
record Draft(String title, String id, List<String> arguments, boolean submenu, ScriptText text, List<Unit> body, ScriptText place,
        int offset) {}
