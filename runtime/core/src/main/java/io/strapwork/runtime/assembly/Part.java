package io.strapwork.runtime.assembly;

import io.strapwork.api.fetch.BootUri;

/**
 * A part that the profile fetches.
 *
 * @param name  {@code "kernel"}, {@code "initrd"}, …
 * @param where the profile's line
 */
public record Part(String name, BootUri uri, String where) {}
