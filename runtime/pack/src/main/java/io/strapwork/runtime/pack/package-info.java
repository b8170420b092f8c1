/**
 * A boot in two files, for any loader that starts a Linux kernel with an initrd: a shim of the architecture, and a bundle of all that was placed. The shim's sources and
 * its entry contracts are in the module's {@code shims/}.
 */
@NullMarked
package io.strapwork.runtime.pack;

import org.jspecify.annotations.NullMarked;
