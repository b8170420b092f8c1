package io.strapwork.runtime.menu;

import io.strapwork.api.fetch.BootUri;

/**
 * One thing that was looked for on the way to a menu.
 *
 * @param uri   what was looked for
 * @param found whether it was there
 * @param why   who wanted it, or what was concluded: {@code "PXELINUX's configuration"}
 */
public record TrailStep(BootUri uri, boolean found, String why) {
    @Override
    public String toString() {
        return uri + (found ? "" : " (not found)") + (why.isEmpty() ? "" : ": " + why);
    }
}
