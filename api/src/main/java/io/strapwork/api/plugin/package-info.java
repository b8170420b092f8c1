/** What a plugin is: one annotation per room, options records, problems. Entered by the authors of plugins; read by the processor and the runtime. */
@NullMarked
package io.strapwork.api.plugin;

import org.jspecify.annotations.NullMarked;
