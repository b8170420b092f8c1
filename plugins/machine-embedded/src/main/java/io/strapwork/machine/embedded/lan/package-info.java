/** Networks of this computer that the card's cable can end in: TAP devices, and interfaces by way of packet sockets. Linux only; in real time only. */
@NullMarked
package io.strapwork.machine.embedded.lan;

import org.jspecify.annotations.NullMarked;
