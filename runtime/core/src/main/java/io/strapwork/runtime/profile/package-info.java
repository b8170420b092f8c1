/**
 * A firmware in one TOML file. Enters: a file, what it extends, {@code -P} overrides. Leaves: a {@link io.strapwork.runtime.profile.Profile} in which each value knows where
 * it was written.
 */
@NullMarked
package io.strapwork.runtime.profile;

import org.jspecify.annotations.NullMarked;
