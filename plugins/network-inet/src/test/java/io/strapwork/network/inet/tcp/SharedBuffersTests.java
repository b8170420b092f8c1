package io.strapwork.network.inet.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** A peer that opens thousands of connections gets no more memory than one that opens some. */
class SharedBuffersTests {
    private static final int BUFFER = 4 << 20;
    private static final String HOST = "10.0.0.1";
    private static final String PEER = "10.0.0.2";

    @Test
    void allConnectionsOfPeersShareOneBudget() throws Exception {
        try (var world = new VirtualWorld(1)) {
            TcpConnections engine = world.engine(HOST, TcpSettings.USUAL);
            world.loop.runNow();
            var accepted = new ArrayList<TcpConnection>();
            engine.listen(new TcpListener(Inet4Addresses.ANY, 80, Integer.MAX_VALUE, BUFFER, true, accepted::add));
            assertEquals(BUFFER, engine.share(BUFFER));
            long offered = 0;
            for (int port = 1; port <= 10_000; port++) {
                offered += accepted.size() < engine.size() ? 0 : engine.share(BUFFER);
                var syn = TcpMessage.bare(port, 80, 1000, 0, TcpView.SYN);
                ByteBuf segment = PooledByteBufAllocator.DEFAULT.directBuffer(64);
                syn.writeTo(segment);
                VirtualWorld.fill(segment, VirtualWorld.address(PEER), VirtualWorld.address(HOST));
                world.inject(new VirtualWorld.Packet(VirtualWorld.address(PEER), VirtualWorld.address(HOST), segment), 0);
                world.run(java.time.Duration.ofNanos(1000));
            }
            assertEquals(4096, engine.size());
            assertEquals(4096, accepted.size());
            assertTrue(engine.share(BUFFER) <= 32 << 10, "the last one gets " + engine.share(BUFFER));
            assertTrue(offered < 1L << 30, "all together were offered " + offered);
        }
    }
}
