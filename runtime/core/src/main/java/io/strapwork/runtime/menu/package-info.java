/**
 * From what the network says to an entry that boots: which configuration is looked for and where, who reads it, and the trail of all that. Enters: a
 * {@code MenuSearch} with facts and files. Leaves: a {@code FoundMenu}.
 */
@NullMarked
package io.strapwork.runtime.menu;

import org.jspecify.annotations.NullMarked;
