package io.strapwork.driver.virtio.ccw;

import io.strapwork.api.bus.IoInstruction;
import io.strapwork.driver.virtio.transport.ProblemCodes;
import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.driver.virtio.transport.BoundedWait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds a virtio network device among the subchannels, and leaves it enabled; all others as they were, disabled. */
final class SubchannelScan {
    private static final Logger LOG = LoggerFactory.getLogger(SubchannelScan.class);
    private static final int SUBCHANNEL_SETS = 4;
    private static final int SUBCHANNELS = 0x10000;
    private static final int SENSE_ID = 0xe4;
    private static final int SENSE_ID_BYTES = 7;
    private static final int VIRTIO_CONTROL_UNIT = 0x3832;
    private static final int NETWORK = 1;
    private static final int CHSC_BYTES = 4096;
    private static final int CHSC_RESPONSE = 0x400;
    private static final int SILENT_DEVICES = 8;
    private static final int NAMED_DEVICES = 16;

    private final ChannelSubsystem bus;
    private final BoundedWait wait;
    private final CommandArea area;
    private final List<String> found = new ArrayList<>();
    private int silent;

    SubchannelScan(ChannelSubsystem bus, BoundedWait wait) {
        this.bus = bus;
        this.wait = wait;
        this.area = new CommandArea(bus.dma());
    }

    /** The device of that number, or the first virtio network device. */
    Subchannel find(Optional<DeviceNumber> wanted) {
        return wanted.isPresent() ? named(wanted.get()) : first();
    }

    private Subchannel first() {
        for (int set = 0; set < SUBCHANNEL_SETS && silent < SILENT_DEVICES; set++) {
            if (set == 1 && !enableSubchannelSets()) {
                break;
            }
            for (int number = 0; number < SUBCHANNELS && silent < SILENT_DEVICES; number++) {
                Subchannel.Look look = Subchannel.look(bus, area, wait, set, number);
                if (look instanceof Subchannel.Look.End) {
                    break;
                }
                if (look instanceof Subchannel.Look.Device(Subchannel subchannel) && isNetwork(subchannel)) {
                    return subchannel;
                }
            }
        }
        String what = "the channel subsystem has no virtio network device"
                + (found.isEmpty() ? ", nor any other" : "; found: " + foundText());
        throw new Problem(ProblemCodes.NO_CARD, Blame.USER, "", what, "Give the machine one; on QEMU: -device virtio-net-ccw,netdev=...")
                .asException();
    }

    private Subchannel named(DeviceNumber wanted) {
        if (wanted.subchannelSet() == 0 || enableSubchannelSets()) {
            for (int number = 0; number < SUBCHANNELS; number++) {
                Subchannel.Look look = Subchannel.look(bus, area, wait, wanted.subchannelSet(), number);
                if (look instanceof Subchannel.Look.End) {
                    break;
                }
                if (look instanceof Subchannel.Look.Device(Subchannel subchannel)) {
                    if (subchannel.device().equals(wanted)) {
                        return checked(subchannel);
                    }
                    add(subchannel.device().toString());
                }
            }
        }
        throw new Problem(ProblemCodes.NO_SUCH_DEVICE, Blame.USER, "option device",
                "the channel subsystem has no device " + wanted + (found.isEmpty() ? "" : "; found: " + foundText()),
                "Correct the option, or leave it out to take the first virtio network device.").asException();
    }

    private Subchannel checked(Subchannel subchannel) {
        subchannel.enable();
        String type = senseId(subchannel);
        if (!type.equals(typeText(VIRTIO_CONTROL_UNIT, NETWORK))) {
            subchannel.disable();
            throw new Problem(ProblemCodes.NOT_A_CARD, Blame.USER, "option device",
                    "device " + subchannel.device() + " is not a virtio network device, its type is " + type,
                    "A virtio network device has the type 3832/01. Leave the option out to take the first one.").asException();
        }
        return subchannel;
    }

    private boolean isNetwork(Subchannel subchannel) {
        String type;
        try {
            subchannel.enable();
            type = senseId(subchannel);
            if (type.equals(typeText(VIRTIO_CONTROL_UNIT, NETWORK))) {
                return true;
            }
            subchannel.disable();
        } catch (StrapworkException e) {
            LOG.debug("{} can't be asked for its type", subchannel.device(), e);
            type = "no answer";
            silent++;
        }
        add(subchannel.device() + " " + type);
        return false;
    }

    private String senseId(Subchannel subchannel) {
        area.clear(CommandArea.DATA, SENSE_ID_BYTES);
        Ending ending = subchannel.tryToRun(SENSE_ID, SENSE_ID_BYTES, "SENSE ID");
        if (ending.unitCheck() || ending.residual() > SENSE_ID_BYTES - 4 || area.u8(CommandArea.DATA) != 0xff) {
            return "unknown";
        }
        return typeText(area.u16(CommandArea.DATA + 1), area.u8(CommandArea.DATA + 3));
    }

    /** Control unit type and model. */
    private static String typeText(int type, int model) {
        return String.format("%04x/%02x", type, model);
    }

    /** CHSC 0x31, set domain attributes: from now on all four subchannel sets are there, if the machine has them. */
    private boolean enableSubchannelSets() {
        var range = bus.dma().allocate(CHSC_BYTES, CHSC_BYTES);
        var block = new CommandArea(range, bus.dma().memory());
        block.putU16(0, CHSC_RESPONSE);
        block.putU16(2, 0x31);
        block.putU16(6, 2);
        int cc = bus.execute(IoInstruction.CHSC, 0, range.start());
        boolean enabled = cc == 0 && block.u16(CHSC_RESPONSE + 2) == 1;
        LOG.debug("subchannel sets enabled: {} (condition code {})", enabled, cc);
        return enabled;
    }

    private void add(String device) {
        found.add(device);
    }

    private String foundText() {
        int more = found.size() - NAMED_DEVICES;
        String named = String.join(", ", found.subList(0, Math.min(found.size(), NAMED_DEVICES)));
        return more > 0 ? named + " and " + more + " more" : named;
    }
}
