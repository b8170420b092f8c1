/** What a boot was, for people: what its network said, decoded, and a page with all of it. */
@NullMarked
package io.strapwork.runtime.report;

import org.jspecify.annotations.NullMarked;
