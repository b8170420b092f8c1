/**
 * What plugins there are. Enters: a class path and folders of plugin jars. Leaves: an immutable {@link io.strapwork.runtime.catalogue.Catalogue} which many boots share. No plugin
 * class is loaded here.
 */
@NullMarked
package io.strapwork.runtime.catalogue;

import org.jspecify.annotations.NullMarked;
