/** Menus of zipl's boot maps: reads the file {@code boot-map} that the file system {@code zipl} makes of one. */
@NullMarked
package io.strapwork.menu.zipl;

import org.jspecify.annotations.NullMarked;
