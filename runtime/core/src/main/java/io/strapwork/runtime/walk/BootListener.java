package io.strapwork.runtime.walk;

import io.strapwork.api.machine.RunningMachine;
import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.menu.FoundMenu;
import io.strapwork.runtime.menu.TrailStep;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Hears of a boot while it goes on. Methods return at once unless they say otherwise; {@link #received} comes on the boot's network thread, the others on its
 * own; of files that are fetched at once all comes on their threads, one call at a time, under names that are told apart ("initrd", "initrd 2").
 */
public interface BootListener {
    /** A room's work is done. */
    default void left(Room room, String plugin, Duration took) {}

    /** A step after the rooms was taken. */
    default void taken(Step step, Duration took) {}

    /** A search has led to no menu, or to none yet. @param trail all that was looked for */
    default void searched(List<TrailStep> trail) {}

    /** A menu was found: the first one, or one that an entry leads to. */
    default void found(FoundMenu menu) {}

    /**
     * A menu was found, and the profile names no entry of it. May take as long as somebody needs to choose; the network goes on meanwhile.
     *
     * @return what to boot: an id of an entry, a title, or a number from 1 on; empty for the menu's preset
     */
    default Optional<String> choose(FoundMenu menu) {
        return Optional.empty();
    }

    /** A fetch begins. @param uri without password */
    default void fetching(String part, String uri) {}

    /** Bytes so far; may go back when a server starts over. */
    default void received(String part, long bytes, OptionalLong expected) {}

    /** A fetch has ended well. */
    default void fetched(String part, long bytes, Duration took) {}

    /** A file was asked for, and is there. @param uri without password; @param bytes if the server tells */
    default void isThere(String part, String uri, OptionalLong bytes) {}

    /** A file that a boot can go on without is not there. @param uri without password */
    default void notThere(String name, String uri) {}

    /** The last jump was made; the machine is closed when this returns. */
    default void entered(io.strapwork.api.machine.EnteredMachine machine) {}

    /**
     * The last jump was made on a machine whose CPU runs, and the boot has its outcome. May take as long as the guest is watched; then the machine is closed, or booted again when the guest
     * has restarted and the machine allows it.
     *
     * @return what happened to the guest, if that ended the watch
     */
    default Optional<GuestEvent> running(RunningMachine machine, BootOutcome outcome) {
        return Optional.empty();
    }

    /** Both listen: one that only notes, and then another one, which answers when the boot asks. */
    static BootListener both(BootListener noting, BootListener answering) {
        return new TwoListeners(noting, answering);
    }

    /** Nobody listens. */
    static BootListener none() {
        return new BootListener() {
        };
    }
}
