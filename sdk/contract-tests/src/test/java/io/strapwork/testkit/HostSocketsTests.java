package io.strapwork.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.strapwork.testkit.fake.HostSockets;
import io.strapwork.testkit.fake.MuteServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class HostSocketsTests {
    /** In the turn in which the loop is told to end: it looks for what it has to close before that turn's tasks. */
    @Test
    void whatIsOpenedWhileTheyAreClosedIsClosedToo() throws Exception {
        try (var server = new MuteServer(true)) {
            HostSockets sockets = HostSockets.tcp();
            sockets.loop().execute(() -> {
                Channel channel = sockets.bootstrap().handler(new ChannelInboundHandlerAdapter()).register().channel();
                while (!sockets.loop().isShuttingDown()) {
                    Thread.onSpinWait();
                }
                channel.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port()));
            });
            sockets.close();
            assertEquals(1, sockets.opened().size());
            assertTrue(sockets.allClosed());
        }
    }
}
