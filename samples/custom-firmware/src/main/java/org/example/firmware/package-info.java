/** A firmware of one's own: assembled in code or by a file, from only the plugins in this jar. */
@NullMarked
package org.example.firmware;

import org.jspecify.annotations.NullMarked;
