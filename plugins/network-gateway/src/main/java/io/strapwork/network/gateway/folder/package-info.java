/** The folder that the boot servers offer, and nothing outside it. */
@NullMarked
package io.strapwork.network.gateway.folder;

import org.jspecify.annotations.NullMarked;
