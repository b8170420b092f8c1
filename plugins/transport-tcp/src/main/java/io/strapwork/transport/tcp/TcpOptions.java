package io.strapwork.transport.tcp;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Summary;
import io.strapwork.network.inet.tcp.Congestion;
import io.strapwork.network.inet.tcp.TcpSettings;
import java.time.Duration;

/**
 * Options of {@link TcpTransport}.
 *
 * @param connectTimeout for a connection to come up
 * @param giveUp         for data to be acknowledged, repetitions included
 * @param minimumRto     shortest retransmission timeout
 * @param maximumRto     longest retransmission timeout
 * @param delayedAck     how long to delay an acknowledgement
 * @param timeWait       how long a closed connection keeps answering late segments
 * @param receiveBuffer  most bytes received and not yet read
 * @param sendBuffer     most bytes written and not yet acknowledged
 * @param burst          most segments sent in one burst
 * @param dnsTimeout     for one answer of a name server
 * @param dnsAttempts    how many times each name server is asked
 */
@Options
public record TcpOptions(
        @Default("10s") @Min("1ms") @Max("24h") @Summary("how long to wait for a connection to be established") Duration connectTimeout,
        @Default("30s") @Min("1ms") @Max("24h") @Summary("how long to retransmit unacknowledged data before giving up") Duration giveUp,
        @Default("200ms") @Min("1ms") @Max("1m") @Summary("shortest retransmission timeout") Duration minimumRto,
        @Default("60s") @Min("1ms") @Max("1h") @Summary("longest retransmission timeout") Duration maximumRto,
        @Default("40ms") @Min("0s") @Max("500ms") @Summary("how long to delay an acknowledgement") Duration delayedAck,
        @Default("1s") @Min("0s") @Max("10m") @Summary("how long a closed connection keeps answering late segments") Duration timeWait,
        @Default("4MiB") @Min("2KiB") @Max("512MiB") @Summary("most bytes received and not yet read") ByteSize receiveBuffer,
        @Default("4MiB") @Min("2KiB") @Max("512MiB") @Summary("most bytes written and not yet acknowledged") ByteSize sendBuffer,
        @Default("128") @Min("1") @Max("65536") @Summary("most segments sent in one burst") int burst,
        @Default("2s") @Min("1ms") @Max("5m") @Summary("how long to wait for a name server's answer") Duration dnsTimeout,
        @Default("3") @Min("1") @Max("20") @Summary("how many times each name server is asked") int dnsAttempts) {

    /** @throws io.strapwork.api.plugin.StrapworkException SW-N301 when they make no sense */
    TcpSettings settings() {
        try {
            return new TcpSettings(connectTimeout, giveUp, minimumRto, maximumRto, delayedAck, timeWait, TcpSettings.USUAL.orphan(),
                    (int) receiveBuffer.bytes(), (int) sendBuffer.bytes(), burst, Congestion.CUBIC);
        } catch (IllegalArgumentException e) {
            throw new Problem("SW-N301", Blame.USER, "transport.tcp", "the TCP options can't be used: " + e.getMessage(),
                    "correct the section [transport.tcp]").asException();
        }
    }
}
