/** What a plugin is: kinds, options records, problems. It knows no room: the annotation of a kind is in the package of its room. Entered by the authors of plugins; read by the processor and the runtime. */
@NullMarked
package io.strapwork.api.plugin;

import org.jspecify.annotations.NullMarked;
