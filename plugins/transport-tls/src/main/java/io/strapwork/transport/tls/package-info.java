/**
 * TLS 1.2 and 1.3 over any tcp transport, by Netty's {@code SslHandler} and the JDK's engine. Enters: a tcp transport, roots. Leaves: bootstraps whose channels are encrypted, with the peer's name checked;
 * failures that say why.
 */
@NullMarked
package io.strapwork.transport.tls;

import org.jspecify.annotations.NullMarked;
