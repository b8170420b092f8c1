/** Rules of code as tests: a module extends one of these classes, and names its exceptions. */
@NullMarked
package io.strapwork.rules;

import org.jspecify.annotations.NullMarked;
