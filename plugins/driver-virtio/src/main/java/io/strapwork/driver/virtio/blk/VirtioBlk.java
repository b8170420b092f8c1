package io.strapwork.driver.virtio.blk;

import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.queue.SplitQueue;
import io.strapwork.driver.virtio.transport.Negotiation;
import io.strapwork.driver.virtio.transport.VirtioTransport;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a block device up (virtio 1.3, 5.2.5), over any transport. It is polled.
 *
 * @param wanted   the features to negotiate where offered, see {@link BlkFeature#allBut}
 * @param patience how long a request may take
 */
public record VirtioBlk(long wanted, BootClock clock, Duration patience) {
    static final int QUEUE = 0;
    private static final int ENTRIES = 128;
    /** A header, data, a status; a ring's size is a power of two. */
    private static final int LEAST_ENTRIES = 4;
    private static final Logger LOG = LoggerFactory.getLogger(VirtioBlk.class);

    /** Takes the device from any state to a disk that can be read. When that fails the device is reset and released. */
    public VirtioBlkDisk open(VirtioTransport device, BounceBuffers buffers) {
        var negotiation = new Negotiation(device);
        try {
            long features = negotiation.agree(wanted);
            BlkConfig config = BlkConfig.read(negotiation, device, features);
            SplitQueue queue = negotiation.queue(QUEUE, ENTRIES, LEAST_ENTRIES);
            var requests = new RequestQueue(device, queue, Math.min(config.bufferBytes(), BounceBuffers.MOST_BYTES));
            int most = config.mostBytes(device, Math.min(config.buffers(), queue.layout().size() - 2));
            negotiation.ready();
            VirtioBlkDisk disk = VirtioBlkDisk.identified(device, config, requests, most, buffers, clock, patience);
            LOG.debug("{}: {}, features 0x{}, {} entries, at most {} bytes at once", device.location(), disk.facts(),
                    Long.toHexString(features), queue.layout().size(), most);
            return disk;
        } catch (StrapworkException e) {
            negotiation.abandon(e);
            throw e;
        }
    }
}
