package io.strapwork.runtime.assembly;

import io.strapwork.runtime.catalogue.PluginDescriptor;

/**
 * A plugin that was picked.
 *
 * @param reason  for people
 * @param where   the profile's line, or the swap, that named it; empty when none did
 * @param swapped whether a test put it there: keys of the profile that it doesn't know were another plugin's
 */
record Pick(PluginDescriptor plugin, String reason, String where, boolean swapped) {
    Pick(PluginDescriptor plugin, String reason, String where) {
        this(plugin, reason, where, false);
    }
}
