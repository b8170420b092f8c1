/** What a boot came to, as a value: rooms, parts, segments, entry, problems. */
@NullMarked
package io.strapwork.runtime.outcome;

import org.jspecify.annotations.NullMarked;
