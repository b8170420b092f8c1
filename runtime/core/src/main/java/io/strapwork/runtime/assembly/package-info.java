/**
 * Which plugin works in which room, and why. Enters: a catalogue and a profile. Leaves: an {@link io.strapwork.runtime.assembly.Assembly}, a value that any number of boots are
 * opened from, or all that is wrong at once.
 */
@NullMarked
package io.strapwork.runtime.assembly;

import org.jspecify.annotations.NullMarked;
