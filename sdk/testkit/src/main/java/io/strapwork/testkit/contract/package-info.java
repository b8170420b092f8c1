/** What every plugin of a kind must do, as test classes that a plugin's own test extends with a factory method. */
@NullMarked
package io.strapwork.testkit.contract;

import org.jspecify.annotations.NullMarked;
