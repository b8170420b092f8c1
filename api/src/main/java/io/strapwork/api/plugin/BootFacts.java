package io.strapwork.api.plugin;

import org.apiguardian.api.API;

/**
 * Where a plugin tells what it alone has found out, for the boot's outcome: what a server agreed to, how an image was packed. A plugin gets its own by its constructor. Any thread. What
 * is told after the last jump is in no outcome. No secrets: the outcome is printed, and written into files.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface BootFacts {
    /** Names that one plugin may tell in a boot; what is told beyond is only counted. */
    int MOST = 32;

    /** Characters of a value; the rest is cut off. */
    int LONGEST = 400;

    /**
     * Tells a fact; the value that a name had before is forgotten.
     *
     * @param name  at most 64 lower-case letters, digits and hyphens, with a letter first; never made of what comes from outside
     * @param value may come from outside: it becomes one line that can be shown ({@link Printable})
     * @throws IllegalArgumentException for a name that is none
     */
    void tell(String name, String value);
}
