package io.strapwork.machine.qemu.s390x;

import io.strapwork.api.plugin.StrapworkException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The notifications of virtqueues, which nobody waits for: to wake a sleeping CPU for one takes longer than the frames that come in meanwhile. Where the mailbox can't take one at
 * once, a thread sees to it; the same one that is still due is not due twice. What goes wrong there is told to whoever notifies next. Any thread.
 */
final class Notifications {
    private static final long VIRTIO_NOTIFY = 3;

    private record Notification(int subchannel, int queue, long cookie) {
        private long[] registers() {
            return new long[]{VIRTIO_NOTIFY, subchannel, queue, cookie};
        }
    }

    private final Mailbox mailbox;
    private final Set<Notification> due = new LinkedHashSet<>();
    private boolean busy;
    private @Nullable RuntimeException failure;

    Notifications(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    /** Returns at once. @throws StrapworkException for an earlier one */
    void send(int subchannel, int queue, long cookie) {
        var notification = new Notification(subchannel, queue, cookie);
        if (mailbox.tryPost(Instruction.DIAG_500, notification.registers())) {
            return;
        }
        synchronized (due) {
            if (failure != null) {
                throw failure;
            }
            due.add(notification);
            if (busy) {
                return;
            }
            busy = true;
        }
        Thread.ofVirtual().name("notifications").start(this::work);
    }

    private void work() {
        for (Optional<Notification> next = next(); next.isPresent(); next = next()) {
            try {
                mailbox.execute(Instruction.DIAG_500, next.get().registers());
            } catch (RuntimeException e) {
                synchronized (due) {
                    failure = e;
                    due.clear();
                }
            }
        }
    }

    private Optional<Notification> next() {
        synchronized (due) {
            Optional<Notification> first = due.stream().findFirst();
            first.ifPresent(due::remove);
            if (first.isEmpty()) {
                busy = false;
                due.notifyAll();
            }
            return first;
        }
    }

    /** Waits until none is due: before the mailbox is left. */
    void settle() {
        boolean interrupted = false;
        synchronized (due) {
            while (busy) {
                try {
                    due.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
