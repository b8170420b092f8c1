package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.link.DriverPlugin;
import io.strapwork.api.link.FrameSink;
import io.strapwork.api.link.Link;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.link.NetworkCard;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A driver that throws what nobody foresaw ends the boot at once, and is told as the reason. */
@BootTest(Profiles.TFTP)
@Swap(by = DriverBugTests.Buggy.class)
class DriverBugTests {
    @Test
    void theBootEndsAtOnce(BootSession boot) {
        boot.serve("vmlinux", Profiles.kernel());
        BootOutcome outcome = boot.run();
        assertThat(outcome).failedWith("SW-N103").where("fe.0.0001 at " + Buggy.class.getName() + "$1.receive")
                .what("the network card's driver or the IP stack failed: java.lang.IndexOutOfBoundsException: the third burst");
        Duration took = outcome.rooms().stream().map(BootOutcome.RoomReport::took).reduce(Duration.ZERO, Duration::plus);
        assertTrue(took.compareTo(Duration.ofSeconds(1)) < 0, () -> "no limit was waited for: " + took);
    }

    /** The card's own driver, until the third time that frames have come. */
    @DriverPlugin(id = "buggy-ccw", bus = "ccw")
    public static final class Buggy implements LinkDriver<ChannelSubsystem> {
        private final LinkDriver<ChannelSubsystem> card;

        @Inject
        Buggy(@Named("virtio-ccw") LinkDriver<ChannelSubsystem> card) {
            this.card = card;
        }

        @Override
        public Class<ChannelSubsystem> bus() {
            return card.bus();
        }

        @Override
        public Link open(ChannelSubsystem bus, Runnable interrupted) {
            Link link = card.open(bus, interrupted);
            return new Link() {
                private int bursts;

                @Override
                public int receive(FrameSink sink, int budget) {
                    int count = link.receive(sink, budget);
                    bursts += count > 0 ? 1 : 0;
                    if (bursts == 3) {
                        throw new IndexOutOfBoundsException("the third burst");
                    }
                    return count;
                }

                @Override
                public boolean transmit(ByteBuf frame) {
                    return link.transmit(frame);
                }

                @Override
                public void flush() {
                    link.flush();
                }

                @Override
                public NetworkCard card() {
                    return link.card();
                }
            };
        }
    }
}
