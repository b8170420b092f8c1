/** Tests of plugins and of firmwares: a boot as a JUnit test, in virtual time, with any part swapped. Enters: a profile. Leaves: assertions. */
@NullMarked
package io.strapwork.testkit;

import org.jspecify.annotations.NullMarked;
