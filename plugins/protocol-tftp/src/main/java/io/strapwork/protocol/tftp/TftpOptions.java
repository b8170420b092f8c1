package io.strapwork.protocol.tftp;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Options of {@link TftpProtocol}. A server that grants less, or nothing, is served all the same. */
@Options
public record TftpOptions(
        @Min("8") @Max("65464") @Summary("bytes per block to ask for, 8 to 65464 (RFC 2348); default: what fits in one packet of the link, 1428 on Ethernet") Optional<Integer> blockBytes,
        @Min("1") @Max("65535") @Summary("blocks per acknowledgement to ask for, 1 to 65535 (RFC 7440); default: 192, fewer if they exceed 256 KiB") Optional<Integer> windowBlocks,
        @Default("1s") @Min("10ms") @Max("1h") @Summary("when to resend the first unanswered packet; later timeouts follow the measured round trip") Duration retry,
        @Default("15s") @Min("1ms") @Max("24h") @Summary("how long to wait for progress before giving up") Duration patience,
        @Default("1h") @Min("1ms") @Max("168h") @Summary("how long a whole file may take") Duration totalTime,
        @Default("2s") @Min("0s") @Max("1h") @Summary("how long to keep answering repeats of the last block, in the background; 0s for not at all") Duration linger,
        @Default("false") @Summary("accept the file from an address other than the one asked, as some clusters answer") boolean otherAddress) {

    private static final int LEAST_BLOCK = 8;
    private static final int LARGEST_BLOCK = 65464;
    /** TFTP's own, and what IP options may take (RFC 2348): this makes 1428 of Ethernet's 1500. */
    private static final int SPARED = TftpMessage.HEADER_BYTES + 40;
    private static final int WINDOW_BLOCKS = 192;
    /** No more than what a socket's receive buffer usually holds. */
    private static final int WINDOW_BYTES = 256 << 10;
    private static final int SERVER_GIVES_UP_AFTER = 60;
    private static final int LEAST_REPEAT_MICROS = 10_000;
    private static final int MOST_REPEAT_MICROS = 1_000_000;

    /** @param datagram bytes of data that travel in one piece */
    int blockBytes(int datagram) {
        return blockBytes.orElseGet(() -> Math.clamp(datagram - SPARED, LEAST_BLOCK, LARGEST_BLOCK));
    }

    int windowBlocks(int block) {
        return windowBlocks.orElseGet(() -> Math.clamp(WINDOW_BYTES / block, 1, WINDOW_BLOCKS));
    }

    /** What RFC 2349 can ask a server to wait before it repeats. */
    int repeatSeconds() {
        return Math.clamp(retry.plusMillis(999).toSeconds(), 1, 255);
    }

    /** The same for tftpd-hpa, which gives up after 63 times as long: not before we would. */
    int repeatMicros() {
        return (int) Math.clamp(patience.toNanos() / 1000 / SERVER_GIVES_UP_AFTER, LEAST_REPEAT_MICROS, MOST_REPEAT_MICROS);
    }

    /** As a profile writes it: {@code 15s}, {@code 1.5s}, {@code 200ms}. */
    static String text(Duration time) {
        long millis = time.toMillis();
        if (millis % 1000 == 0) {
            return millis / 1000 + "s";
        }
        return millis < 1000 ? millis + "ms" : String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
    }
}
