package io.strapwork.machine.qemu.process;

import io.strapwork.api.machine.RunningMachine.GuestEvent;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** QMP's events in words of a guest (qapi/run-state.json), for a journal. QEMU stands still after those that it tells, see {@link QemuReset}. */
public final class GuestEvents implements Consumer<QmpMessage> {
    private final GuestJournal journal;
    private final Platform platform;
    private final Semaphore resets = new Semaphore(0);
    private volatile @Nullable Wires wires;

    public GuestEvents(GuestJournal journal, Platform platform) {
        this.journal = journal;
        this.platform = platform;
    }

    /** From now on QEMU can be asked about what it tells. */
    public void attach(Wires up) {
        wires = up;
    }

    /** Has a permit for each reset that was done. */
    public Semaphore resets() {
        return resets;
    }

    @Override
    public void accept(QmpMessage message) {
        switch (message.event().orElse("")) {
            case "GUEST_PANICKED" -> {
                boolean stopped = message.values().getOrDefault("data.info.reason", "").equals("disabled-wait");
                journal.happened(() -> stopped && isRestart() ? GuestEvent.RESET : GuestEvent.PANICKED);
            }
            case "GUEST_CRASHLOADED" -> journal.happened(() -> GuestEvent.PANICKED);
            case "RESET" -> resets.release();
            case "SHUTDOWN" -> {
                GuestEvent event = switch (message.values().getOrDefault("data.reason", "")) {
                    case "guest-reset" -> GuestEvent.RESET;
                    case "guest-panic" -> GuestEvent.PANICKED;
                    case "guest-shutdown" -> GuestEvent.SHUT_DOWN;
                    default -> GuestEvent.GONE;
                };
                journal.happened(() -> event);
            }
            default -> {
            }
        }
    }

    /** Asks QEMU, so not on the thread that hears it. */
    private boolean isRestart() {
        Wires up = wires;
        return up != null && platform.isRefusedReset(up);
    }
}
