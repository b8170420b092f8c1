package io.strapwork.protocol.tftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.fake.MemorySink;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The timer of a transfer whose thread was held up, as on a computer that is busy. */
class TftpTimerTests {
    private static final Duration RETRY = Duration.ofSeconds(1);
    private final MockTicker ticker = Ticker.newMockTicker();
    private final InetSocketAddress server = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.10"), 69);
    private final InetSocketAddress own = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 1000);
    private final MemorySink sink = new MemorySink();
    private final EmbeddedChannel channel = EmbeddedChannel.builder().ticker(ticker).build();

    TftpTimerTests() {
        var options = new TftpOptions(Optional.of(1024), Optional.of(4), RETRY, Duration.ofSeconds(15), Duration.ofMinutes(1),
                Duration.ZERO, false);
        var request = new TftpRequest(BootUri.parse("tftp://10.0.0.10/f"), server, "f", 1024, 4, 1, 250_000, true);
        var clock = new StandingClock(ticker);
        var steps = new TftpSteps(request, options, options.patience(), Duration.ofMinutes(1).toNanos());
        channel.pipeline().addLast(new TftpTransfer(request, steps, options, clock, sink, () -> true));
        sent("the request");
    }

    private record StandingClock(Ticker ticker) implements BootClock {
        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public void sleep(Duration time) {
            throw new UnsupportedOperationException();
        }
    }

    private void pass(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    private void sent(String what) {
        channel.flushOutbound();
        DatagramPacket packet = channel.readOutbound();
        assertEquals(server, packet == null ? what + " was not sent" : packet.recipient());
        packet.release();
    }

    private void nothingSent() {
        channel.flushOutbound();
        assertNull(channel.readOutbound());
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void timerWaitsForWhatCameInMeanwhile() {
        pass(RETRY.plusMillis(500));
        nothingSent();
        channel.writeInbound(new DatagramPacket(Unpooled.copiedBuffer("\0\6blksize\0001024\0", StandardCharsets.US_ASCII), own, server));
        sent("the acknowledgement");
        pass(Duration.ofMillis(2));
        nothingSent();
    }

    /** Blocks that came before their turn are delivered in order, and released when the transfer ends before that. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keptBlocksAreDeliveredOrReleased(boolean complete) {
        channel.writeInbound(
                new DatagramPacket(Unpooled.copiedBuffer("\0\6blksize\0008\0windowsize\0004\0", StandardCharsets.US_ASCII), own,
                        server));
        sent("the acknowledgement");
        ByteBuf second = data(2, "ijklmnop");
        ByteBuf third = data(3, "q");
        sent("the gap");
        assertEquals(List.of(1, 1), List.of(second.refCnt(), third.refCnt()));
        if (complete) {
            data(1, "abcdefgh");
            assertEquals("abcdefghijklmnopq", new String(sink.content(), StandardCharsets.US_ASCII));
        } else {
            channel.close();
        }
        assertEquals(List.of(0, 0), List.of(second.refCnt(), third.refCnt()));
    }

    private ByteBuf data(int block, String text) {
        ByteBuf content = Unpooled.copiedBuffer("\0\3\0" + (char) block + text, StandardCharsets.US_ASCII);
        channel.writeInbound(new DatagramPacket(content, own, server));
        return content;
    }

    @Test
    void timerRepeatsWhenNothingCame() {
        pass(RETRY);
        nothingSent();
        pass(Duration.ofMillis(2));
        sent("the request again");
        nothingSent();
        pass(RETRY);
        nothingSent();
    }
}
