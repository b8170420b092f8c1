package io.strapwork.runtime.walk;

import io.strapwork.api.machine.EnteredMachine;
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
 * Both hear of a boot.
 *
 * @param noting    first, and is not asked
 * @param answering then
 */
record TwoListeners(BootListener noting, BootListener answering) implements BootListener {
    @Override
    public void left(Room room, String plugin, Duration took) {
        noting.left(room, plugin, took);
        answering.left(room, plugin, took);
    }

    @Override
    public void taken(Step step, Duration took) {
        noting.taken(step, took);
        answering.taken(step, took);
    }

    @Override
    public void searched(List<TrailStep> trail) {
        noting.searched(trail);
        answering.searched(trail);
    }

    @Override
    public void found(FoundMenu menu) {
        noting.found(menu);
        answering.found(menu);
    }

    @Override
    public Optional<String> choose(FoundMenu menu) {
        return answering.choose(menu);
    }

    @Override
    public void fetching(String part, String uri) {
        noting.fetching(part, uri);
        answering.fetching(part, uri);
    }

    @Override
    public void received(String part, long bytes, OptionalLong expected) {
        noting.received(part, bytes, expected);
        answering.received(part, bytes, expected);
    }

    @Override
    public void fetched(String part, long bytes, Duration took) {
        noting.fetched(part, bytes, took);
        answering.fetched(part, bytes, took);
    }

    @Override
    public void isThere(String part, String uri, OptionalLong bytes) {
        noting.isThere(part, uri, bytes);
        answering.isThere(part, uri, bytes);
    }

    @Override
    public void notThere(String name, String uri) {
        noting.notThere(name, uri);
        answering.notThere(name, uri);
    }

    @Override
    public void entered(EnteredMachine machine) {
        noting.entered(machine);
        answering.entered(machine);
    }

    @Override
    public Optional<GuestEvent> running(RunningMachine machine, BootOutcome outcome) {
        return answering.running(machine, outcome);
    }
}
