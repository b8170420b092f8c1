/**
 * The {@code ipxe} menu reader. {@link IpxeMenu} runs a script as iPXE does: {@code Script} cuts it into lines, {@code Interpreter} executes their commands on
 * a {@code Session} of settings, images and menus, and {@code Exploration} does that once for each item of each menu.
 */
@NullMarked
package io.strapwork.menu.ipxe;

import org.jspecify.annotations.NullMarked;
