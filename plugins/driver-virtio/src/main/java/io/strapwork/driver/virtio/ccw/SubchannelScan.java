package io.strapwork.driver.virtio.ccw;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.IoInstruction;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.driver.virtio.transport.BoundedWait;
import io.strapwork.driver.virtio.transport.DeviceType;
import io.strapwork.driver.virtio.transport.LastAttempt;
import io.strapwork.driver.virtio.transport.ProblemCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds virtio devices of one type among the subchannels, and leaves them enabled; all others as they were. */
final class SubchannelScan {
    private static final Logger LOG = LoggerFactory.getLogger(SubchannelScan.class);
    private static final int SUBCHANNEL_SETS = 4;
    private static final int SUBCHANNELS = 0x10000;
    private static final int SENSE_ID = 0xe4;
    private static final int SENSE_ID_BYTES = 7;
    private static final int VIRTIO_CONTROL_UNIT = 0x3832;
    private static final int CHSC_BYTES = 4096;
    private static final int CHSC_RESPONSE = 0x400;
    private static final int SILENT_DEVICES = 8;
    private static final int NAMED_DEVICES = 16;

    private final ChannelSubsystem bus;
    private final BoundedWait wait;
    private final DeviceType type;
    private final CommandArea area;
    private final List<String> found = new ArrayList<>();
    private int silent;

    SubchannelScan(ChannelSubsystem bus, BoundedWait wait, DeviceType type) {
        this.bus = bus;
        this.wait = wait;
        this.type = type;
        this.area = new CommandArea(bus.dma());
    }

    /** The device of that number, or the first virtio network device. */
    Subchannel find(Optional<DeviceNumber> wanted) {
        return wanted.isPresent() ? named(wanted.get()) : first();
    }

    /** The devices of those numbers, or all of the type when none is named; there may be none. */
    List<Subchannel> all(List<DeviceNumber> wanted) {
        var all = new ArrayList<Subchannel>();
        try {
            if (wanted.isEmpty()) {
                search(subchannel -> {
                    if (isWanted(subchannel)) {
                        all.add(subchannel);
                    }
                    return false;
                });
            }
            wanted.forEach(number -> all.add(named(number)));
            return all;
        } catch (StrapworkException e) {
            all.forEach(subchannel -> LastAttempt.after(e, subchannel::disable));
            throw e;
        }
    }

    private Subchannel first() {
        return search(this::isWanted).orElseThrow(() -> {
            String what = "the channel subsystem has no virtio network device"
                    + (found.isEmpty() ? ", nor any other" : "; found: " + foundText());
            return new Problem(ProblemCodes.NO_CARD, Blame.USER, "", what,
                    "add one to the machine; on QEMU: -device virtio-net-ccw,netdev=...").asException();
        });
    }

    /** Shows each device until one is taken. */
    private Optional<Subchannel> search(Predicate<Subchannel> taken) {
        for (int set = 0; set < SUBCHANNEL_SETS && silent < SILENT_DEVICES; set++) {
            if (set == 1 && !enableSubchannelSets()) {
                break;
            }
            for (int number = 0; number < SUBCHANNELS && silent < SILENT_DEVICES; number++) {
                Subchannel.Look look = Subchannel.look(bus, area, wait, set, number);
                if (look instanceof Subchannel.Look.End) {
                    break;
                }
                if (look instanceof Subchannel.Look.Device(Subchannel subchannel) && taken.test(subchannel)) {
                    return Optional.of(subchannel);
                }
            }
        }
        return Optional.empty();
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
                "correct the option, or remove it to use the first " + type).asException();
    }

    private Subchannel checked(Subchannel subchannel) {
        subchannel.enable();
        String seen = senseId(subchannel);
        if (!seen.equals(typeText(VIRTIO_CONTROL_UNIT, type.id()))) {
            subchannel.disable();
            throw new Problem(ProblemCodes.NOT_A_CARD, Blame.USER, "option device",
                    "device " + subchannel.device() + " is not a " + type + "; its type is " + seen,
                    "a " + type + " has the type " + typeText(VIRTIO_CONTROL_UNIT, type.id())
                            + "; remove the option to use the first one")
                    .asException();
        }
        return subchannel;
    }

    /** One that is enabled already is another driver's, and stays so, unless it is of the type. */
    private boolean isWanted(Subchannel subchannel) {
        String seen;
        try {
            boolean running = subchannel.wasEnabled();
            if (!running) {
                subchannel.enable();
            }
            seen = senseId(subchannel);
            if (seen.equals(typeText(VIRTIO_CONTROL_UNIT, type.id()))) {
                if (running) {
                    subchannel.enable();
                }
                return true;
            }
            if (!running) {
                subchannel.disable();
            }
        } catch (StrapworkException e) {
            LOG.debug("{} did not answer SENSE ID", subchannel.device(), e);
            seen = "no answer";
            silent++;
        }
        add(subchannel.device() + " " + seen);
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
