/**
 * Images from a network block device (NBD protocol, https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md). Enters: a URI and a tcp transport. Leaves: bytes in a sink.
 * {@code NbdHandshake} and {@code NbdReading} decide what comes next, {@code NbdConnection} owns the channel and the timer, {@code NbdFetch} connects again when a connection is lost.
 */
@NullMarked
package org.example.nbd;

import org.jspecify.annotations.NullMarked;
