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
     * @param server          address and transfer identifier
     * @param blocks          blocks received in order
     * @param wireBlock       number of the last of them in packets, 0 before the first
     * @param sinceAck        of them, not yet acknowledged
     * @param gapAcknowledged the server was told of the present gap
     * @param oneForZero      how often block 1 came where 0 was due after 65535
     * @param rollsToOne      the server counts 65535, 1
     * @param size            announced by the server, or {@link #UNKNOWN}
     * @param strangers       packets went to other ports of the server too, so that a closed port may be one of those
     */
    record Receiving(InetSocketAddress server, int blockBytes, int windowBlocks, long blocks, int wireBlock, int sinceAck,
            boolean gapAcknowledged, int oneForZero, boolean rollsToOne, long bytes, long size, boolean strangers, Pace pace)
            implements
                TftpState {

        static Receiving first(InetSocketAddress server, int blockBytes, int windowBlocks, long size, Pace pace) {
            return new Receiving(server, blockBytes, windowBlocks, 0, 0, 0, false, 0, false, 0, size, false, pace);
        }

        int nextWireBlock() {
            return wireBlock == 0xffff ? rollsToOne ? 1 : 0 : wireBlock + 1;
        }

        Receiving took(int payload, Pace pace) {
            return new Receiving(server, blockBytes, windowBlocks, blocks + 1, nextWireBlock(), sinceAck + 1, false, 0, rollsToOne,
                    bytes + payload, size, strangers, pace);
        }

        Receiving acknowledged(boolean gap, Pace pace) {
            return new Receiving(server, blockBytes, windowBlocks, blocks, wireBlock, 0, gap, oneForZero, rollsToOne, bytes, size,
                    strangers, pace);
        }

        Receiving sawOneForZero(boolean decided) {
            return new Receiving(server, blockBytes, windowBlocks, blocks, wireBlock, sinceAck, gapAcknowledged, oneForZero + 1, decided,
                    bytes,
                    size, strangers, pace);
        }

        Receiving sawStranger() {
            return new Receiving(server, blockBytes, windowBlocks, blocks, wireBlock, sinceAck, gapAcknowledged, oneForZero, rollsToOne,
                    bytes,
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
     * @param sentAt     when the last packet was sent
     * @param measuring  the next block answers a packet that was sent once
     * @param roundTrip  smoothed, or -1
     */
    record Pace(long progressAt, long sentAt, boolean measuring, long repeatAfter, long roundTrip, long variation) {
        private static final long LEAST = 100_000_000;
        private static final long MOST = 8_000_000_000L;

        static Pace start(long now, long repeatAfter) {
            return new Pace(now, now, true, repeatAfter, -1, 0);
        }

        /** @param longest what takes longer is not measured */
        Pace progressed(long now, long longest) {
            long sample = now - sentAt;
            if (!measuring || sample > longest) {
                return new Pace(now, sentAt, false, repeatAfter, roundTrip, variation);
            }
            long smooth = roundTrip < 0 ? sample : (7 * roundTrip + sample) / 8;
            long varies = roundTrip < 0 ? sample / 2 : (3 * variation + Math.abs(roundTrip - sample)) / 4;
            return new Pace(now, sentAt, false, Math.clamp(smooth + 4 * varies, LEAST, MOST), smooth, varies);
        }

        /** A window whose blocks still come in needs no second acknowledgement: it would have the server send the rest twice. */
        long quietSince() {
            return sentAt - progressAt > 0 ? sentAt : progressAt;
        }

        Pace sent(long now) {
            return new Pace(progressAt, now, true, repeatAfter, roundTrip, variation);
        }

        Pace repeated(long now) {
            return new Pace(progressAt, now, false, Math.min(2 * repeatAfter, MOST), roundTrip, variation);
        }
    }
}
