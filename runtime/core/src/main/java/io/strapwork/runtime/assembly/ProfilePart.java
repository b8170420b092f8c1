package io.strapwork.runtime.assembly;

import io.strapwork.api.fetch.BootUri;
import java.util.Optional;

/**
 * A part that the profile fetches.
 *
 * @param name  {@code "kernel"}, {@code "initrd"}, …
 * @param uri   empty for a kernel that the profile leaves out: the boot file of the lease
 * @param where the profile's line; empty without a URI
 */
public record ProfilePart(String name, Optional<BootUri> uri, String where) {}
