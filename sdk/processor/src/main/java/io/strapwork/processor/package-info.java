/** The annotation processor of plugin authors: validates plugins and writes {@code META-INF/strapwork/plugins.idx}. */
@NullMarked
package io.strapwork.processor;

import org.jspecify.annotations.NullMarked;
