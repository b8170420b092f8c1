package io.strapwork.driver.virtio.ccw;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.Interrupts;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.driver.virtio.queue.QueueLayout;
import io.strapwork.driver.virtio.transport.BoundedWait;
import io.strapwork.driver.virtio.transport.ConfigField;
import io.strapwork.driver.virtio.transport.LastAttempt;
import io.strapwork.driver.virtio.transport.ProblemCodes;
import io.strapwork.driver.virtio.transport.VirtioTransport;
import java.nio.ByteOrder;
import java.util.List;

/** A virtio device behind a subchannel (virtio 1.3, 4.3), revision 0, 1 or 2. */
final class CcwTransport implements VirtioTransport {
    private static final int SET_REVISION = 0x83;
    private static final int RESET = 0x33;
    private static final int READ_FEATURES = 0x12;
    private static final int WRITE_FEATURES = 0x11;
    private static final int READ_CONFIG = 0x22;
    private static final int READ_STATUS = 0x72;
    private static final int WRITE_STATUS = 0x31;
    private static final int READ_QUEUE_CONFIG = 0x32;
    private static final int SET_QUEUE = 0x13;
    private static final int SET_INDICATORS = 0x43;
    private static final int SET_CONFIG_INDICATORS = 0x53;
    private static final int QUEUES = 64;
    private static final int NEWEST_REVISION = 2;

    private final ChannelSubsystem bus;
    private final Subchannel subchannel;
    private final CommandArea area;
    private final BoundedWait wait;
    private final boolean polled;
    private final int revision;
    private final long[] cookies = new long[QUEUES];
    private int lastStatus;

    private CcwTransport(ChannelSubsystem bus, Subchannel subchannel, BoundedWait wait, boolean polled, int revision) {
        this.bus = bus;
        this.subchannel = subchannel;
        this.area = subchannel.area();
        this.wait = wait;
        this.polled = polled;
        this.revision = revision;
    }

    /**
     * Agrees with an enabled device on the highest revision up to {@code most} (virtio 1.3, 4.3.2.1); otherwise the subchannel is disabled.
     *
     * @param polled whether the device must not interrupt even where the bus has interrupts
     */
    static CcwTransport negotiate(ChannelSubsystem bus, Subchannel subchannel, BoundedWait wait, boolean polled, int most) {
        try {
            return agree(bus, subchannel, wait, polled, most);
        } catch (StrapworkException e) {
            LastAttempt.after(e, subchannel::disable);
            throw e;
        }
    }

    private static CcwTransport agree(ChannelSubsystem bus, Subchannel subchannel, BoundedWait wait, boolean polled, int most) {
        CommandArea area = subchannel.area();
        for (int revision = most; revision >= 0; revision--) {
            area.putU16(CommandArea.DATA, revision);
            area.putU16(CommandArea.DATA + 2, 0);
            Ending ending = subchannel.tryToRun(SET_REVISION, 4, "SET_VIRTIO_REV " + revision);
            // A device that rejects revision 0 too is older than the command, and works the way of revision 0.
            if (!ending.unitCheck() || (ending.commandReject() && revision == 0)) {
                return new CcwTransport(bus, subchannel, wait, polled, revision);
            }
            if (!ending.commandReject()) {
                throw subchannel.problem("SW-L111",
                        "the device refuses to talk about virtio revision " + revision + ": " + ending.senseText(), "");
            }
        }
        throw new IllegalArgumentException("no revision is at most " + most);
    }

    /** @throws StrapworkException for an option that names none */
    static void checkRevision(int revision) {
        if (revision < 0 || revision > NEWEST_REVISION) {
            throw new Problem(ProblemCodes.WRONG_OPTION, Blame.USER, "option revision", "there is no virtio-ccw revision " + revision,
                    "write 0, 1 or 2").asException();
        }
    }

    int revision() {
        return revision;
    }

    @Override
    public String location() {
        return subchannel.device().toString();
    }

    @Override
    public boolean legacy() {
        return revision == 0;
    }

    @Override
    public ByteOrder order() {
        return legacy() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    public DmaMemory dma() {
        return bus.dma();
    }

    @Override
    public void reset() {
        subchannel.run(RESET, 0, "VDEV_RESET");
        lastStatus = 0;
        if (revision >= 2 && !wait.until(() -> status() == 0)) {
            throw subchannel.problem(ProblemCodes.STATUS_NOT_KEPT, "the device did not finish its reset within 2 seconds", "");
        }
    }

    /** READ_STATUS came with revision 2; before that, a status is refused by a unit check when it is written. */
    @Override
    public int status() {
        if (revision >= 2) {
            subchannel.run(READ_STATUS, 1, "READ_STATUS");
            lastStatus = area.u8(CommandArea.DATA);
        }
        return lastStatus;
    }

    @Override
    public void writeStatus(int status) {
        area.putU8(CommandArea.DATA, status);
        if (!subchannel.tryToRun(WRITE_STATUS, 1, "WRITE_STATUS").unitCheck()) {
            lastStatus = status;
        }
    }

    @Override
    public long deviceFeatures() {
        long features = 0;
        for (int word = 0; word < (legacy() ? 1 : 2); word++) {
            area.putU32(CommandArea.DATA, 0);
            area.putU8(CommandArea.DATA + 4, word);
            subchannel.run(READ_FEATURES, 5, "READ_FEAT");
            features |= area.u32Little(CommandArea.DATA) << (32 * word);
        }
        return features;
    }

    @Override
    public void writeFeatures(long features) {
        for (int word = 0; word < (legacy() ? 1 : 2); word++) {
            area.putU32Little(CommandArea.DATA, (int) (features >>> (32 * word)));
            area.putU8(CommandArea.DATA + 4, word);
            subchannel.run(WRITE_FEATURES, 5, "WRITE_FEAT");
        }
    }

    @Override
    public int maxQueueSize(int queue) {
        area.putU16(CommandArea.DATA, queue);
        area.putU16(CommandArea.DATA + 2, 0);
        subchannel.run(READ_QUEUE_CONFIG, 4, "READ_VQ_CONF " + queue);
        return area.u16(CommandArea.DATA + 2);
    }

    @Override
    public void enableQueue(QueueLayout layout) {
        area.putU64(CommandArea.DATA, layout.descriptors().value());
        area.putU32(CommandArea.DATA + 8, legacy() ? QueueLayout.ALIGNMENT : 0);
        area.putU16(CommandArea.DATA + 12, layout.index());
        area.putU16(CommandArea.DATA + 14, layout.size());
        area.putU64(CommandArea.DATA + 16, layout.available().value());
        area.putU64(CommandArea.DATA + 24, layout.used().value());
        subchannel.run(SET_QUEUE, legacy() ? 16 : 32, "SET_VQ " + layout.index());
    }

    @Override
    public byte[] readConfig(List<ConfigField> fields) {
        int end = fields.stream().mapToInt(field -> field.offset() + field.bytes()).max().orElse(0);
        area.clear(CommandArea.DATA, end);
        subchannel.run(READ_CONFIG, end, "READ_CONF");
        return area.copy(CommandArea.DATA, end);
    }

    /** READ_CONF is one channel program and as atomic as it gets; there is no generation in ccw. */
    @Override
    public int configGeneration() {
        return 0;
    }

    @Override
    public void notifyQueue(int queue) {
        long cookie = bus.notify(subchannel.id(), queue, cookies[queue]);
        if (cookie < 0) {
            throw subchannel.problem("SW-L116", "the machine refuses the notification of queue " + queue + ", error " + cookie, "");
        }
        cookies[queue] = cookie;
    }

    @Override
    public boolean interrupts() {
        return !polled && bus instanceof Interrupts;
    }

    @Override
    public void onInterrupt(Runnable line) {
        ((Interrupts) bus).onInterrupt(line);
        area.putU64(CommandArea.QUEUE_INDICATORS, 0);
        area.putU64(CommandArea.CONFIG_INDICATORS, 0);
        area.putU64(CommandArea.DATA, area.at(CommandArea.QUEUE_INDICATORS).value());
        subchannel.run(SET_INDICATORS, 8, "SET_IND");
        area.putU64(CommandArea.DATA, area.at(CommandArea.CONFIG_INDICATORS).value());
        subchannel.run(SET_CONFIG_INDICATORS, 8, "SET_CONF_IND");
    }

    /** The status goes first: an indicator set after that raises a new interruption. */
    @Override
    public boolean acknowledgeInterrupt() {
        subchannel.takeStatus();
        area.takeIndicators(CommandArea.QUEUE_INDICATORS);
        return area.takeIndicators(CommandArea.CONFIG_INDICATORS) != 0;
    }

    @Override
    public void release() {
        try {
            subchannel.disable();
        } catch (StrapworkException e) {
            if (!e.problems().getFirst().code().equals(Subchannel.GONE)) {
                throw e;
            }
        }
    }
}
