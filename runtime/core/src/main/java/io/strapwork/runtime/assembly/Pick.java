package io.strapwork.runtime.assembly;

import io.strapwork.runtime.catalogue.PluginDescriptor;

/**
 * A plugin that was picked.
 *
 * @param reason for people
 * @param where  the profile's line that named it; empty when none did
 */
record Pick(PluginDescriptor plugin, String reason, String where) {}
