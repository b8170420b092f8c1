package io.strapwork.api.transport;

import io.netty.bootstrap.Bootstrap;
import io.strapwork.api.stack.IpNetwork.Registration;
import org.apiguardian.api.API;

/** Hands out ways to talk to a server. Any thread. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public interface Transport {
    /**
     * A new bootstrap with event loop, channel type and name resolution set; the caller adds a handler and options, and connects (tcp, tls) or binds (udp). Give it
     * unresolved socket addresses for names. All its channels live on one event loop. tls channels have their {@code SslHandler} in front of the caller's
     * handlers; the peer's name is that of the address connected to.
     */
    Bootstrap bootstrap();

    /** Of udp: bytes of data in a datagram that travels in one piece on the link, 1472 (Ethernet) where that isn't known. It may change with the lease. */
    default int datagramBytes() {
        return 1472;
    }

    /**
     * Runs {@code then} on the loop of {@link #bootstrap()} each time that the host has got one more address of its own, so that a name which was looked up may have more addresses now (RFC 8305 sections 3
     * and 6). What is returned ends that, on any thread. A transport whose host keeps its addresses for the whole boot, or can't tell, never runs it.
     */
    default Registration onJoined(Runnable then) {
        return () -> {};
    }
}
