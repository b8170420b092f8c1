package io.strapwork.testkit.fake;

import org.apiguardian.api.API;

/** A server that sends back what it is sent, or says one thing and closes. {@link EchoServer} is on the computer's loopback, {@link GuestNetwork#echoStream} on a boot's network. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface EchoPeer extends AutoCloseable {
    int port();

    /** From now on it says this to each connection and closes it. */
    EchoPeer saying(byte[] said);

    /** Waits until it has begun to say something. @throws AssertionError when it can't within twenty seconds */
    void awaitSaid() throws InterruptedException;

    /** @throws AssertionError when no connection ends within twenty seconds */
    void awaitEnd() throws InterruptedException;

    @Override
    void close();
}
