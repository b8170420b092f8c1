package io.strapwork.testkit;

import java.nio.file.Path;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * The wire between the guest and its network, in a test's hand: what goes wrong on it, from a seed, and where its frames are kept. For machines whose network is the
 * gateway; all is said before the firmware is assembled. Shares are of the frames in each direction, 0 to 1.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Wire {
    private final BootSession session;

    Wire(BootSession session) {
        this.session = session;
    }

    private Wire with(String key, Object value) {
        session.with("machine." + key + "=" + value);
        return this;
    }

    /** Frames vanish. */
    public Wire loses(double share) {
        return with("loss", share);
    }

    /** Each frame takes so long. */
    public Wire delays(Duration time) {
        return with("delay", time);
    }

    /** The delay varies by as much, up and down. */
    public Wire varies(Duration time) {
        return with("jitter", time);
    }

    /** Frames are overtaken by one to three later ones. */
    public Wire reorders(double share) {
        return with("reorder", share);
    }

    /** Frames arrive twice. */
    public Wire duplicates(double share) {
        return with("duplicate", share);
    }

    /** One bit of an IP packet is turned, as a link's own check sum lets through now and then. */
    public Wire corrupts(double share) {
        return with("corrupt", share);
    }

    /** Of all this; 1 unless it is said. */
    public Wire seed(long seed) {
        return with("seed", seed);
    }

    /** Where the frames of the boot are, as pcapng; the file is kept when the test fails. */
    public Path capture() {
        return session.capture();
    }

    /** Frames that were on the wire, both ways, after the boot. */
    public int frames() {
        return session.frames();
    }
}
