/** The command line: {@code strapwork boot}, {@code explain}, {@code plugins}. The only place that prints. */
@NullMarked
package io.strapwork.cli;

import org.jspecify.annotations.NullMarked;
