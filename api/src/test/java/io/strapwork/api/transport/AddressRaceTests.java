package io.strapwork.api.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.strapwork.api.transport.AddressRace.Attempt;
import io.strapwork.api.transport.AddressRace.Refusal;
import io.strapwork.api.transport.AddressRace.Result;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddressRaceTests {
    private static final InetSocketAddress SIX = at("fd00::1");
    private static final InetSocketAddress OTHER_SIX = at("fd00::2");
    private static final InetSocketAddress FOUR = at("10.0.0.1");
    private static final String DEAD = "dead";

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel timers = EmbeddedChannel.builder().ticker(ticker).build();
    private final List<InetSocketAddress> begun = new ArrayList<>();
    private final Map<InetSocketAddress, Attempt<String>> attempts = new HashMap<>();
    private final Map<InetSocketAddress, BooleanSupplier> wins = new HashMap<>();

    private static InetSocketAddress at(String literal) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), 80);
    }

    /** Of which each ends when its channel is closed. */
    private AddressRace<String> race(InetSocketAddress... addresses) {
        var race = new AddressRace<String>(timers.eventLoop(), List.of(addresses), this::begin, DEAD::equals);
        race.next();
        return race;
    }

    private Attempt<String> begin(InetSocketAddress address, BooleanSupplier first) {
        begun.add(address);
        wins.put(address, first);
        var channel = new EmbeddedChannel();
        var outcome = new CompletableFuture<String>();
        channel.closeFuture().addListener(_ -> outcome.complete("closed"));
        var attempt = new Attempt<>(channel, outcome, () -> outcome.complete("abandoned"));
        attempts.put(address, attempt);
        return attempt;
    }

    private void pass(long millis) {
        ticker.advance(millis, TimeUnit.MILLISECONDS);
        timers.runScheduledPendingTasks();
    }

    private void ends(InetSocketAddress address, String how) {
        attempts.get(address).outcome().complete(how);
    }

    private void fails(InetSocketAddress address) {
        attempts.get(address).outcome().completeExceptionally(new IllegalStateException("no port"));
    }

    @AfterEach
    void close() {
        attempts.values().forEach(attempt -> ((EmbeddedChannel) attempt.channel()).finishAndReleaseAll());
        timers.finishAndReleaseAll();
    }

    @Test
    void theNextIsTriedBeside() {
        AddressRace<String> race = race(SIX, FOUR);
        pass(199);
        assertEquals(List.of(SIX), begun);
        pass(1);
        assertEquals(List.of(SIX, FOUR), begun);
        assertTrue(wins.get(FOUR).getAsBoolean());
        assertFalse(wins.get(SIX).getAsBoolean());
        assertFalse(attempts.get(SIX).channel().isOpen());
        assertTrue(wins.get(FOUR).getAsBoolean());
        ends(FOUR, "there");
        assertEquals(new Result<>("there", List.of(), List.of(SIX)), race.result().resultNow());
    }

    @Test
    void aRefusalBringsTheNextAtOnce() {
        AddressRace<String> race = race(SIX, FOUR);
        ends(SIX, DEAD);
        assertEquals(List.of(SIX, FOUR), begun);
        ends(FOUR, DEAD);
        assertEquals(new Result<>(DEAD, List.of(new Refusal<>(SIX, DEAD), new Refusal<>(FOUR, DEAD)), List.of()),
                race.result().resultNow());
    }

    @Test
    void whatComesLateIsTriedAtOnce() {
        AddressRace<String> race = race(SIX);
        var late = new CompletableFuture<List<InetSocketAddress>>();
        race.expect(late);
        pass(1000);
        late.complete(List.of(SIX, FOUR));
        assertEquals(List.of(SIX, FOUR), begun);
    }

    @Test
    void whatComesLateKeepsTheDistanceAndTheFamiliesTurns() {
        AddressRace<String> race = race(SIX, OTHER_SIX);
        race.expect(CompletableFuture.completedFuture(List.of(SIX, FOUR)));
        assertEquals(List.of(SIX), begun);
        pass(200);
        pass(200);
        assertEquals(List.of(SIX, FOUR, OTHER_SIX), begun);
    }

    @Test
    void aRefusalIsNotTheEndWhileMoreMayCome() {
        AddressRace<String> race = race(SIX);
        var late = new CompletableFuture<List<InetSocketAddress>>();
        var never = new CompletableFuture<List<InetSocketAddress>>();
        race.expect(late);
        race.expect(never);
        ends(SIX, DEAD);
        assertFalse(race.result().isDone());
        late.complete(List.of(FOUR));
        assertEquals(List.of(SIX, FOUR), begun);
        ends(FOUR, DEAD);
        assertFalse(race.result().isDone());
        never.completeExceptionally(new IllegalStateException("no answer"));
        assertEquals(DEAD, race.result().resultNow().outcome());
    }

    /** A channel that is closed before it is bound fails. */
    @Test
    void aFailureOfTheBeatenIsNone() {
        AddressRace<String> race = race(SIX, FOUR);
        pass(200);
        assertTrue(wins.get(SIX).getAsBoolean());
        fails(FOUR);
        assertFalse(race.result().isDone());
        ends(SIX, "there");
        assertEquals("there", race.result().resultNow().outcome());
    }

    @Test
    void afterAFailureNoneBeginsAndNoneWins() {
        AddressRace<String> race = race(SIX, FOUR, OTHER_SIX);
        pass(200);
        fails(FOUR);
        assertEquals("no port", race.result().exceptionNow().getMessage());
        assertFalse(wins.get(SIX).getAsBoolean());
        assertFalse(attempts.get(SIX).channel().isOpen());
        race.expect(CompletableFuture.completedFuture(List.of(at("10.0.0.2"))));
        pass(1000);
        assertEquals(List.of(SIX, FOUR), begun);
    }

    @Test
    void whoGaveUpBeginsNoMore() {
        AddressRace<String> race = race(SIX, OTHER_SIX);
        var late = new CompletableFuture<List<InetSocketAddress>>();
        race.expect(late);
        assertEquals(List.of(attempts.get(SIX).channel()), race.give());
        late.complete(List.of(FOUR));
        pass(1000);
        assertEquals(List.of(SIX), begun);
    }

    @Test
    void theEndOfTheLoopIsTheEnd() {
        AddressRace<String> race = race(SIX);
        race.loopEnded("ended");
        assertEquals("ended", race.result().resultNow().outcome());
        assertEquals("abandoned", attempts.get(SIX).outcome().resultNow());
    }
}
