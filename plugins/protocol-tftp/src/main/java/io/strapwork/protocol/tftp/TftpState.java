package io.strapwork.protocol.tftp;

import io.strapwork.api.plugin.Problem;
import java.net.InetSocketAddress;
import java.util.List;

/** Where a transfer stands; each case holds exactly what is valid in it. */
sealed interface TftpState {
    /** No size announced. */
    long UNKNOWN = -1;

    /** The request is out; the server's transfer identifier (RFC 1350 §4) isn't known yet. */
    record Requesting(Pace pace, String remark) implements TftpState {}

    /**
     * Blocks come in.
     *
     * @param server     address and transfer identifier
     * @param blocks     blocks received in order
     * @param wireBlock  number of the last of them in packets, 0 before the first
     * @param sinceAck   of them, not yet acknowledged
     * @param oneForZero how often block 1 came where 0 was due after 65535
     * @param rollsToOne the server counts 65535, 1
     * @param size       announced by the server, or {@link #UNKNOWN}
     * @param strangers  packets went to other ports of the server too, so that a closed port may be one of those
     */
    record Receiving(InetSocketAddress server, int blockBytes, int windowBlocks, long blocks, int wireBlock, int sinceAck, Burst burst,
            Lead lead, int oneForZero, boolean rollsToOne, long bytes, long size, boolean strangers, Pace pace)
            implements
                TftpState {

        static Receiving first(InetSocketAddress server, int blockBytes, int windowBlocks, long size, Lead lead, Pace pace) {
            return new Receiving(server, blockBytes, windowBlocks, 0, 0, 0, Burst.FIRST, lead, 0, false, 0, size, false, pace);
        }

        int nextWireBlock() {
            return wireBlock == 0xffff ? rollsToOne ? 1 : 0 : wireBlock + 1;
        }

        /** The block that was due, and those kept behind it. */
        Receiving took(int payload, Pace pace) {
            int run = payload < blockBytes ? 0 : burst.ahead().run();
            return new Receiving(server, blockBytes, windowBlocks, blocks + 1 + run, nextWireBlock() + run, sinceAck + 1 + run,
                    burst.took(blocks + 1), lead, 0, rollsToOne, bytes + payload + (run == 0 ? 0 : burst.ahead().runBytes(blockBytes)),
                    size,
                    strangers, pace);
        }

        /** @param answered whether blocks of before may come until the answer begins */
        Receiving acknowledged(boolean answered, Pace pace) {
            return new Receiving(server, blockBytes, windowBlocks, blocks, wireBlock, 0, burst.awaiting(answered), lead, oneForZero,
                    rollsToOne, bytes, size, strangers, pace);
        }

        Receiving with(Burst burst, Pace pace) {
            return new Receiving(server, blockBytes, windowBlocks, blocks, wireBlock, sinceAck, burst, lead, oneForZero, rollsToOne, bytes,
                    size, strangers, pace);
        }

        Receiving with(Lead lead) {
            return new Receiving(server, blockBytes, windowBlocks, blocks, wireBlock, sinceAck, burst, lead, oneForZero, rollsToOne, bytes,
                    size, strangers, pace);
        }

        Receiving sawOneForZero(boolean decided) {
            return new Receiving(server, blockBytes, windowBlocks, blocks, wireBlock, sinceAck, burst, lead, oneForZero + 1, decided, bytes,
                    size, strangers, pace);
        }

        Receiving sawStranger() {
            return new Receiving(server, blockBytes, windowBlocks, blocks, wireBlock, sinceAck, burst, lead, oneForZero, rollsToOne, bytes,
                    size, true, pace);
        }
    }

    /** All is there. Repeats of the last block are still answered (RFC 1350 §6), {@code repeats} of them so far. */
    record Finished(InetSocketAddress server, int wireBlock, int repeats) implements TftpState {}

    /** The server rejects these options; a plainer request may succeed. @param all it must have none at all */
    record OptionsRefused(String why, boolean all) implements TftpState {}

    /** @param unreached nothing answered at all, so another address may succeed */
    record Failed(Problem problem, boolean unreached) implements TftpState {
        Failed(Problem problem) {
            this(problem, false);
        }
    }

    /** What happens to a transfer. */
    sealed interface Event {
        record Arrived(TftpMessage message, InetSocketAddress from) implements Event {}

        /** The time of {@link TftpSteps#wakeAt} has come. */
        record TimeCame() implements Event {}

        /** ICMP: nothing listens on the destination port. */
        record PortUnreachable() implements Event {}

        /** Other news from the network that may pass, such as no route. */
        record Trouble(String text) implements Event {}
    }

    /** What is to be done. */
    sealed interface Effect {
        record Send(TftpMessage message, InetSocketAddress to) implements Effect {}

        /** The payload of the packet that just arrived goes to the sink. */
        record Deliver() implements Effect {}

        /** The payload of the packet that just arrived is kept as this block, counted without roll-over. */
        record Keep(long block) implements Effect {}

        /** Those kept from this one on go to the sink. */
        record DeliverKept(long from, int blocks) implements Effect {}

        /** The sink is told the size. */
        record Expect(long bytes) implements Effect {}

        /** Nothing, and why. */
        record Ignore(String reason) implements Effect {}
    }

    record Step(TftpState next, List<Effect> effects) {
        static Step of(TftpState next, Effect... effects) {
            return new Step(next, List.of(effects));
        }
    }

    /**
     * When to repeat and when to give up, in nanoseconds. The repeat time follows the measured round trip (RFC 6298, with Karn's rule), since a lost end of a window is only noticed
     * by it.
     *
     * @param progressAt when the last progress was made
     * @param heardAt    when the last block came that was new
     * @param sentAt     when the last packet was sent
     * @param measuring  the next block answers a packet that was sent once
     * @param roundTrip  smoothed, or -1
     */
    record Pace(long progressAt, long heardAt, long sentAt, boolean measuring, long repeatAfter, long roundTrip, long variation) {
        /** A repeat too early costs a window, or a packet; one too late costs the time of several. */
        static final long LEAST = 20_000_000;
        private static final long MOST = 8_000_000_000L;

        static Pace start(long now, long repeatAfter) {
            return new Pace(now, now, now, true, repeatAfter, -1, 0);
        }

        /** @param longest what takes longer is not measured */
        Pace progressed(long now, long longest) {
            long sample = now - sentAt;
            if (!measuring || sample > longest) {
                return new Pace(now, now, sentAt, false, repeatAfter, roundTrip, variation);
            }
            long smooth = roundTrip < 0 ? sample : (7 * roundTrip + sample) / 8;
            long varies = roundTrip < 0 ? sample / 2 : (3 * variation + Math.abs(roundTrip - sample)) / 4;
            return new Pace(now, now, sentAt, false, Math.min(smooth + Math.max(4 * varies, LEAST), MOST), smooth, varies);
        }

        /** A window whose blocks still come in needs no second acknowledgement: it would have the server send the rest twice. */
        long quietSince() {
            return sentAt - heardAt > 0 ? sentAt : heardAt;
        }

        /** The same as {@link #repeatAfter} within a window, whose blocks follow each other without a round trip. */
        long restAfter() {
            return roundTrip < 0 ? repeatAfter : Math.max(LEAST, repeatAfter - roundTrip);
        }

        Pace heard(long now) {
            return new Pace(progressAt, now, sentAt, measuring, repeatAfter, roundTrip, variation);
        }

        Pace sent(long now) {
            return new Pace(progressAt, heardAt, now, true, repeatAfter, roundTrip, variation);
        }

        Pace repeated(long now) {
            return new Pace(progressAt, heardAt, now, false, Math.min(2 * repeatAfter, MOST), roundTrip, variation);
        }
    }
}
