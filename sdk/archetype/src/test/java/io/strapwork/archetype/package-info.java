/** Fills the templates in, as Maven would, and tries what comes out. */
package io.strapwork.archetype;
