/** What {@code strapwork boot} without a profile boots. */
@NullMarked
package io.strapwork.cli.demo;

import org.jspecify.annotations.NullMarked;
