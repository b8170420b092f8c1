package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.fetch.ProtocolPlugin;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import io.strapwork.testkit.VirtualClock;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A protocol that waits as one may on a machine, but not in virtual time, is told which call does it. */
@BootTest(Profiles.TFTP)
class WaitingTests {
    @Test
    @Swap(by = Gets.class)
    void whoGetsAFutureIsTold(BootSession boot) {
        AssertionError told = assertThrows(AssertionError.class, boot::run);
        assertTrue(told.getMessage().startsWith("boot-test waits, but not through the boot's clock, in CompletableFuture.get at "),
                told.getMessage());
        assertTrue(told.getMessage().endsWith(": use BootClock.await"), told.getMessage());
        assertTrue(told.getMessage().contains("WaitingTests$Gets.await(WaitingTests.java:"), told.getMessage());
    }

    @Test
    @Swap(by = Syncs.class)
    void whoSyncsAChannelIsTold(BootSession boot) {
        AssertionError told = assertThrows(AssertionError.class, boot::run);
        assertTrue(told.getMessage().startsWith("boot-test waits, but not through the boot's clock, in DefaultChannelPromise.sync at "),
                told.getMessage());
        assertTrue(told.getMessage().contains("WaitingTests$Syncs.await(WaitingTests.java:"), told.getMessage());
    }

    @Test
    @Swap(by = Awaits.class)
    void whoAwaitsByTheClockIsNot(BootSession boot, VirtualClock clock) {
        assertThat(boot.run()).handedOff();
        assertEquals(Duration.ofHours(1), clock.elapsed());
    }

    /** Waits, and has the image. */
    private abstract static class Waiting implements BootProtocol {
        final Transport udp;
        final BootClock clock;

        Waiting(Transport udp, BootClock clock) {
            this.udp = udp;
            this.clock = clock;
        }

        abstract void await() throws Exception;

        @Override
        public void fetch(BootUri from, ImageSink into) throws FetchException {
            try {
                await();
                into.write(Unpooled.wrappedBuffer(Profiles.kernel()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } catch (RuntimeException e) {
                throw e;
            } catch (ImageTooLargeException e) {
                throw new AssertionError(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ProtocolPlugin(id = "gets", schemes = "tftp", over = "udp")
    public static final class Gets extends Waiting {
        @Inject
        Gets(Transport udp, BootClock clock) {
            super(udp, clock);
        }

        @Override
        void await() throws Exception {
            new CompletableFuture<Void>().get();
        }
    }

    @ProtocolPlugin(id = "syncs", schemes = "tftp", over = "udp")
    public static final class Syncs extends Waiting {
        @Inject
        Syncs(Transport udp, BootClock clock) {
            super(udp, clock);
        }

        @Override
        void await() throws Exception {
            udp.bootstrap().handler(new ChannelInboundHandlerAdapter()).bind(0).sync();
        }
    }

    @ProtocolPlugin(id = "awaits", schemes = "tftp", over = "udp")
    public static final class Awaits extends Waiting {
        @Inject
        Awaits(Transport udp, BootClock clock) {
            super(udp, clock);
        }

        @Override
        void await() throws Exception {
            clock.await(new CompletableFuture<Void>(), Duration.ofHours(1));
        }
    }
}
