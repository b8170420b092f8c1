package io.strapwork.network.inet.tcp;

import java.time.Duration;

/**
 * Limits and times of a TCP engine.
 *
 * @param connectTimeout   how long a connection may take to come up, where the channel option does not say otherwise
 * @param giveUp           how long unacknowledged data is repeated before the connection is given up (R2 of RFC 9293 3.8.3)
 * @param minimumTimeout   least retransmission timeout
 * @param maximumTimeout   greatest retransmission timeout, and interval of window probes
 * @param delayedAck       how long an acknowledgement may wait for company
 * @param timeWait         how long a closed connection answers late segments; RFC 9293 wants four minutes, a boot has not got them
 * @param orphan           how long a connection without a channel waits for the peer's FIN
 * @param receiveBufferBytes most bytes received and not yet read, the window offered to the peer
 * @param sendBufferBytes  most bytes written and not yet acknowledged
 * @param burstSegments    most segments sent in one go, so that they fit in a device's ring
 * @param congestion       how the sender finds out how fast it may be
 */
public record TcpSettings(Duration connectTimeout, Duration giveUp, Duration minimumTimeout, Duration maximumTimeout, Duration delayedAck,
        Duration timeWait, Duration orphan, int receiveBufferBytes, int sendBufferBytes, int burstSegments,
        Congestion congestion) {

    /** What RFCs allow and boots like. */
    public static final TcpSettings USUAL = new TcpSettings(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMillis(200),
            Duration.ofSeconds(60), Duration.ofMillis(40), Duration.ofSeconds(1), Duration.ofSeconds(10), 4 << 20, 4 << 20, 128,
            Congestion.BBR);

    public TcpSettings {
        if (minimumTimeout.compareTo(maximumTimeout) > 0) {
            throw new IllegalArgumentException("the shortest retransmission timeout, " + minimumTimeout
                    + ", is longer than the longest, " + maximumTimeout);
        }
    }
}
