package io.strapwork.protocol.tftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.protocol.tftp.TftpMessage.Acknowledgement;
import io.strapwork.protocol.tftp.TftpMessage.Data;
import io.strapwork.protocol.tftp.TftpMessage.Fault;
import io.strapwork.protocol.tftp.TftpMessage.OptionAcknowledgement;
import io.strapwork.protocol.tftp.TftpState.Effect;
import io.strapwork.protocol.tftp.TftpState.Effect.Deliver;
import io.strapwork.protocol.tftp.TftpState.Effect.DeliverKept;
import io.strapwork.protocol.tftp.TftpState.Effect.Ignore;
import io.strapwork.protocol.tftp.TftpState.Effect.Keep;
import io.strapwork.protocol.tftp.TftpState.Effect.Send;
import io.strapwork.protocol.tftp.TftpState.Event;
import io.strapwork.protocol.tftp.TftpState.Failed;
import io.strapwork.protocol.tftp.TftpState.Finished;
import io.strapwork.protocol.tftp.TftpState.OptionsRefused;
import io.strapwork.protocol.tftp.TftpState.Receiving;
import io.strapwork.protocol.tftp.TftpState.Requesting;
import io.strapwork.protocol.tftp.TftpState.Step;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TftpStepsTests {
    private static final InetSocketAddress SERVER = at(10, 69);
    private static final InetSocketAddress TID = at(10, 2000);
    private static final TftpOptions OPTIONS = new TftpOptions(Optional.of(1024), Optional.of(4), Duration.ofSeconds(1),
            Duration.ofSeconds(5), Duration.ofMinutes(1),
            Duration.ofSeconds(2), false);
    private final TftpRequest request = new TftpRequest(BootUri.parse("tftp://10.0.0.10/f"), SERVER, "f", 1024, 4, 1, 250_000, true);
    private TftpSteps steps = new TftpSteps(request, OPTIONS, OPTIONS.patience(), seconds(60));
    private TftpState state = steps.begin(0).next();
    private List<Effect> effects = List.of();
    private long now;

    private static InetSocketAddress at(int host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[]{10, 0, 0, (byte) host}), port);
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static long seconds(double seconds) {
        return (long) (seconds * 1e9);
    }

    private void on(TftpMessage message, InetSocketAddress from) {
        on(new Event.Arrived(message, from));
    }

    private void on(Event event) {
        Step step = steps.step(state, event, now);
        state = step.next();
        effects = step.effects();
    }

    private void granted(String... options) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put(options[i], options[i + 1]);
        }
        on(new OptionAcknowledgement(map), TID);
    }

    private void data(int block, int bytes) {
        on(new Data(block, bytes), TID);
    }

    private void assertAcked(int block) {
        assertEquals(new Send(new Acknowledgement(block), TID), effects.getLast(), effects::toString);
    }

    private void assertDelivered(boolean acknowledged) {
        assertEquals(new Deliver(), effects.getFirst());
        assertEquals(acknowledged ? 2 : 1, effects.size(), effects::toString);
    }

    private void assertIgnored(String reason) {
        assertEquals(List.of(new Ignore(reason)), effects);
    }

    private String failure() {
        return assertInstanceOf(Failed.class, state).problem().code() + " " + assertInstanceOf(Failed.class, state).problem().what();
    }

    @Test
    void asksForAllOptions() {
        assertEquals(Map.of("blksize", "1024", "windowsize", "4", "timeout", "1", "utimeout", "250000", "tsize", "0"), request.options());
        assertEquals(Map.of("blksize", "1024", "timeout", "1", "tsize", "0"), request.plainer().options());
        assertEquals(Map.of(), request.plainer().plainer().options());
        List<String> order = List.copyOf(request.options().keySet());
        assertTrue(order.indexOf("timeout") < order.indexOf("utimeout"), order::toString);
    }

    @Test
    void asksForARepeatTimeThatLastsAsLongAsOurPatience() {
        assertEquals(5_000_000 / 60, OPTIONS.repeatMicros());
        assertEquals(10_000, patience(Duration.ofMillis(1)).repeatMicros());
        assertEquals(1_000_000, patience(Duration.ofDays(300)).repeatMicros());
        assertEquals(1, OPTIONS.repeatSeconds());
    }

    private static TftpOptions patience(Duration patience) {
        return new TftpOptions(Optional.empty(), Optional.empty(), Duration.ofSeconds(1), patience, Duration.ofMinutes(1), Duration.ZERO,
                false);
    }

    @Test
    void acknowledgesEachWindowAndTheLastBlock() {
        granted("blksize", "1024", "windowsize", "2", "tsize", "3000");
        assertEquals(new Effect.Expect(3000), effects.getFirst());
        assertAcked(0);
        data(1, 1024);
        assertDelivered(false);
        data(2, 1024);
        assertDelivered(true);
        assertAcked(2);
        data(3, 952);
        assertDelivered(true);
        assertAcked(3);
        assertInstanceOf(Finished.class, state);
    }

    @Test
    void exactMultipleEndsWithAnEmptyBlock() {
        granted("blksize", "1024", "tsize", "1024");
        data(1, 1024);
        assertAcked(1);
        data(2, 0);
        assertAcked(2);
        assertInstanceOf(Finished.class, state);
    }

    @Test
    void serverThatIgnoresOptionsIsTakenInBlocksOf512() {
        data(1, 512);
        assertAcked(1);
        data(2, 0);
        assertInstanceOf(Finished.class, state);
    }

    @Test
    void duplicatesAreNotAcknowledged() {
        granted("blksize", "1024");
        data(1, 1024);
        data(1, 1024);
        assertIgnored("a duplicate of block 1");
        now = seconds(2);
        on(new Event.TimeCame());
        assertEquals(List.of(new Send(new Acknowledgement(1), TID)), effects);
    }

    @Test
    void gapIsAcknowledgedOnceWithTheLastBlockInOrder() {
        granted("blksize", "1024", "windowsize", "4");
        data(1, 1024);
        data(3, 1024);
        assertEquals(List.of(new Keep(3), new Send(new Acknowledgement(1), TID)), effects);
        data(4, 1024);
        assertEquals(List.of(new Keep(4)), effects);
        data(2, 1024);
        assertEquals(List.of(new Deliver(), new DeliverKept(3, 2)), effects);
        data(3, 1024);
        assertIgnored("a duplicate of block 3");
        data(4, 1024);
        data(5, 1024);
        assertDelivered(true);
        assertAcked(5);
    }

    /** The answer to a gap's acknowledgement may lack the same block. */
    @Test
    void gapInTheAnswerIsAcknowledgedToo() {
        wideWindow();
        for (int block = 1; block <= 16; block++) {
            if (block != 2 && block != 9) {
                data(block, 1024);
                assertEquals(block == 3, effects.contains(new Send(new Acknowledgement(1), TID)), effects::toString);
            }
        }
        data(3, 1024);
        assertEquals(List.of(new Ignore("block 3 where 2 is due"), new Send(new Acknowledgement(1), TID)), effects);
        data(4, 1024);
        assertIgnored("block 4 where 2 is due");
        data(2, 1024);
        assertEquals(List.of(new Deliver(), new DeliverKept(3, 6)), effects);
        assertEquals(8, ((Receiving) state).blocks());
        data(8, 1024);
        data(10, 1024);
        assertEquals(List.of(new Ignore("block 10 where 9 is due"), new Send(new Acknowledgement(8), TID)), effects);
    }

    @Test
    void endThatCameBeforeItsTurnEndsTheFile() {
        wideWindow();
        data(1, 1024);
        data(3, 1024);
        data(4, 7);
        data(5, 3);
        assertIgnored("block 5 where 2 is due");
        data(2, 1024);
        assertEquals(List.of(new Deliver(), new DeliverKept(3, 2), new Send(new Acknowledgement(4), TID)), effects);
        assertInstanceOf(Finished.class, state);
    }

    @Test
    void oversizeBlockBeforeItsTurnBreaksOff() {
        wideWindow();
        data(3, 1025);
        assertEquals("SW-F231 TFTP server 10.0.0.10 sent block 3 with 1025 bytes, more than the agreed 1024", failure());
    }

    /** Of what a window may hold, and not across the end of the numbers. */
    @Test
    void keepsNoMoreThanAWindow() {
        wideWindow();
        data(16, 1024);
        assertEquals(new Keep(16), effects.getFirst());
        data(17, 1024);
        assertIgnored("block 17 where 1 is due");
    }

    private void wideWindow() {
        steps = new TftpSteps(new TftpRequest(request.from(), SERVER, "f", 1024, 16, 1, 0, true), OPTIONS, OPTIONS.patience(), seconds(60));
        state = steps.begin(0).next();
        granted("blksize", "1024", "windowsize", "16");
    }

    /** The rest of a window follows without a round trip: its loss is noticed sooner than that of an acknowledgement. */
    @Test
    void lostEndOfAWindowIsNoticedSoon() {
        granted("blksize", "1024", "windowsize", "4");
        for (int block = 1; block <= 161; block++) {
            now += block % 4 == 1 ? 200_000_000 : 0;
            data(block, 1024);
        }
        long quiet = steps.wakeAt(state) - now;
        assertTrue(quiet >= 20_000_000 && quiet < 100_000_000, () -> quiet + " ns");
        now += quiet;
        on(new Event.TimeCame());
        assertAcked(161);
        assertTrue(steps.wakeAt(state) - now > 200_000_000);
    }

    private void lockStep(int from, int to) {
        for (int block = from; block <= to; block++) {
            data(block, 1024);
            assertDelivered(true);
            assertAcked(block);
        }
    }

    /** As QEMU's user network does. */
    @Test
    void serverThatCountsAcknowledgementsIsKeptBusy() {
        granted("blksize", "1024");
        lockStep(1, 15);
        data(16, 1024);
        Effect acknowledged = new Send(new Acknowledgement(16), TID);
        assertEquals(List.of(new Deliver(), acknowledged, acknowledged), effects);
        data(17, 1024);
        assertEquals(List.of(new Deliver()), effects);
        int sent = 2;
        for (int block = 18; block < 200; block++) {
            data(block, 1024);
            sent += effects.size() - 1;
        }
        // Each is answered by a block: as many are under way as the window should have had.
        assertEquals(199 - 16 + 4, sent);
        data(200, 1);
        assertAcked(200);
        assertInstanceOf(Finished.class, state);
    }

    @Test
    void serverThatKeepsStepIsTriedOnce() {
        granted("blksize", "1024");
        lockStep(1, 15);
        data(16, 1024);
        data(17, 1024);
        assertEquals(now + 20_000_000, steps.wakeAt(state));
        now = steps.wakeAt(state);
        on(new Event.TimeCame());
        assertAcked(17);
        lockStep(18, 100);
    }

    @Test
    void serverThatRepeatsItselfIsAcknowledgedAtOnce() {
        granted("blksize", "1024");
        lockStep(1, 15);
        data(16, 1024);
        data(17, 1024);
        data(17, 1024);
        assertEquals(List.of(new Send(new Acknowledgement(17), TID), new Ignore("a duplicate of block 17")), effects);
        lockStep(18, 100);
    }

    /** It wasn't asked for a window, so that one acknowledgement for each block is what the profile wants. */
    @Test
    void withoutAWishForAWindowNothingIsTried() {
        steps = new TftpSteps(request.plainer(), OPTIONS, OPTIONS.patience(), seconds(60));
        state = steps.begin(0).next();
        granted("blksize", "1024");
        lockStep(1, 100);
    }

    @Test
    void strangersAreToldAndNotHeard() {
        granted("blksize", "1024");
        on(new Data(1, 1024), at(10, 2001));
        assertEquals(new Send(new Fault(5, "unknown transfer ID"), at(10, 2001)), effects.getFirst());
        on(new Fault(1, "no"), at(10, 2001));
        assertInstanceOf(Receiving.class, state);
        on(new Data(1, 1024), at(11, 2000));
        assertIgnored("a packet from /10.0.0.11:2000, which was not asked");
    }

    @Test
    void answersOfOtherHostsToTheRequestAreIgnored() {
        on(new Data(1, 10), at(11, 69));
        assertInstanceOf(Requesting.class, state);
    }

    private void until65535(String window) {
        granted("blksize", "1024", "windowsize", window);
        for (int block = 1; block <= 65535; block++) {
            data(block, 1024);
        }
    }

    @Test
    void rollsOverToZero() {
        until65535("1");
        data(0, 1024);
        assertAcked(0);
        data(1, 1024);
        assertAcked(1);
        assertEquals(65537, ((Receiving) state).blocks());
    }

    @Test
    void rollsOverToOne() {
        until65535("1");
        data(1, 1024);
        assertAcked(1);
        data(2, 1024);
        assertAcked(2);
        assertEquals(65537, ((Receiving) state).blocks());
    }

    @Test
    void lostZeroInAWindowIsNotTakenForTheOtherCount() {
        until65535("4");
        data(1, 1024);
        assertEquals(new Send(new Acknowledgement(65535), TID), effects.getLast());
        data(0, 1024);
        data(1, 1024);
        assertEquals(65537, ((Receiving) state).blocks());
    }

    @Test
    void serverThatInsistsOnOneIsBelievedInAWindowToo() {
        until65535("4");
        data(1, 1024);
        data(1, 1024);
        data(1, 1024);
        data(2, 1024);
        assertEquals(65537, ((Receiving) state).blocks());
    }

    @Test
    void requestIsRepeatedWithBackoffUntilPatienceEnds() {
        double[] due = {1, 3, 5};
        for (int i = 0; i < due.length; i++) {
            assertEquals(seconds(due[i]), steps.wakeAt(state));
            now = steps.wakeAt(state);
            on(new Event.TimeCame());
            if (i < 2) {
                assertEquals(new TftpMessage.ReadRequest("f", request.options()), ((Send) effects.getFirst()).message());
            }
        }
        assertEquals("SW-F210 TFTP server 10.0.0.10 did not answer within 5s", failure());
    }

    /** An acknowledgement in the middle of a window that still comes in makes the server send the rest of it twice. */
    @Test
    void slowWindowIsNotAcknowledgedBeforeItsEnd() {
        granted("blksize", "1024", "windowsize", "4");
        data(1, 1024);
        long patience = steps.wakeAt(state) - now;
        now += patience - 1;
        data(2, 1024);
        now += patience - 1;
        data(3, 1024);
        assertEquals(now + patience, steps.wakeAt(state));
        on(new Event.TimeCame());
        assertIgnored("too early");
        now += patience;
        on(new Event.TimeCame());
        assertAcked(3);
    }

    @Test
    void blockAndWindowFollowTheLinkUnlessTheProfileSaysOtherwise() {
        var free = new TftpOptions(Optional.empty(), Optional.empty(), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMinutes(1),
                Duration.ofSeconds(2), false);
        assertEquals(1428, free.blockBytes(1472));
        assertEquals(183, free.windowBlocks(1428));
        assertEquals(192, free.windowBlocks(512));
        assertEquals(65438, free.blockBytes(65510 - 28));
        assertEquals(4, free.windowBlocks(65438));
        assertEquals(65464, free.blockBytes(1 << 20));
        assertEquals(8, free.blockBytes(40));
        assertEquals(1024, OPTIONS.blockBytes(65482));
        assertEquals(4, OPTIONS.windowBlocks(65438));
    }

    @Test
    void repeatTimeFollowsTheRoundTrip() {
        granted("blksize", "1024");
        for (int block = 1; block < 10; block++) {
            now += 1_000_000;
            data(block, 1024);
        }
        long quiet = steps.wakeAt(state) - now;
        assertTrue(quiet >= 20_500_000 && quiet < 22_000_000, () -> quiet + " ns");
    }

    /** Whoever takes the server's second for a round trip is still silent when the server gives up. */
    @Test
    void aServersRepeatIsNotTakenForTheRoundTrip() {
        now = seconds(0.9);
        granted("blksize", "1024");
        assertEquals(now + seconds(1), steps.wakeAt(state));
        now += seconds(0.001);
        data(1, 1024);
        long after = steps.wakeAt(state) - now;
        now += seconds(0.9);
        data(2, 1024);
        assertEquals(now + after, steps.wakeAt(state));
    }

    @Test
    void silenceEndsInAProblem() {
        granted("blksize", "1024", "tsize", "5000");
        data(1, 1024);
        now = seconds(5);
        on(new Event.TimeCame());
        assertEquals("SW-F211 TFTP server 10.0.0.10 fell silent for 5s after 1024 of 5000 bytes", failure());
    }

    @Test
    void dripEndsWithTheTotalTime() {
        granted("blksize", "8");
        for (int block = 1; now < seconds(59); block++) {
            now += seconds(4);
            data(block, 8);
        }
        assertEquals(seconds(60), steps.wakeAt(state));
        now = seconds(60);
        on(new Event.TimeCame());
        assertEquals("SW-F212 only 120 bytes arrived within 60s", failure());
    }

    @Test
    void refusedOptionsAskForAPlainerRequest() {
        on(new Fault(8, "no options here"), TID);
        assertEquals(new OptionsRefused("error 8 (no options here)", false), state);
    }

    @Test
    void grantsThatWereNotAskedAreRefused() {
        String[][] wrong = {{"blksize", "1025"}, {"blksize", "7"}, {"blksize", "x"}, {"windowsize", "0"}, {"windowsize", "5"},
            {"timeout", "2"}, {"utimeout", "100"},
            {"multicast", "1"}, {"blksize", ""}};
        for (String[] option : wrong) {
            state = steps.begin(0).next();
            granted(option);
            var refused = assertInstanceOf(OptionsRefused.class, state);
            assertTrue(refused.all() && refused.why().startsWith("it granted " + option[0] + "=" + option[1]), refused.toString());
            assertEquals(new Send(new Fault(8, "not asked for"), TID), effects.getFirst());
        }
    }

    @Test
    void oversizeBlockBreaksOff() {
        data(1, 512);
        data(2, 513);
        assertEquals("SW-F231 TFTP server 10.0.0.10 sent block 2 with 513 bytes, more than the agreed 512", failure());
    }

    /** Servers that obey blksize without an OACK serve well when they are asked for nothing. */
    @Test
    void largeBlocksWithoutAnAgreementAreAskedForAgain() {
        data(1, 1024);
        assertEquals(new OptionsRefused("it sent a block of 1024 bytes without agreeing to that size", true), state);
        assertEquals(List.of(new Send(new Fault(4, "block larger than agreed"), TID)), effects);
        assertEquals(Map.of(), request.plain().options());
        var plain = new TftpSteps(request.plain(), OPTIONS, OPTIONS.patience(), seconds(60));
        state = plain.step(plain.begin(0).next(), new Event.Arrived(new Data(1, 513), TID), 0).next();
        assertEquals("SW-F231 TFTP server 10.0.0.10 sent block 1 with 513 bytes, more than the agreed 512", failure());
        state = plain.step(plain.begin(0).next(), new Event.Arrived(new OptionAcknowledgement(Map.of("tsize", "1")), TID), 0).next();
        assertEquals("SW-F230 TFTP server 10.0.0.10 granted tsize=1, which was not asked for", failure());
    }

    /** RFC 2349: it is there to refuse what is too large; the end is a short block. */
    @Test
    void theSizeIsAHint() {
        for (String said : List.of("1", "1000", "100000")) {
            state = steps.begin(0).next();
            granted("blksize", "1024", "tsize", said);
            assertEquals(new TftpState.Effect.Expect(Long.parseLong(said)), effects.getFirst());
            data(1, 1024);
            assertDelivered(true);
            data(2, 5);
            assertInstanceOf(Finished.class, state);
            assertEquals(new Ignore("tsize=" + said + ": the file has 1029 bytes"), effects.getLast());
        }
        for (String said : List.of("0", "-1", "many", "99999999999999999999")) {
            state = steps.begin(0).next();
            granted("blksize", "1024", "tsize", said);
            assertEquals(new Ignore("tsize=" + said + " is not a size"), effects.getFirst());
            data(1, 5);
            assertInstanceOf(Finished.class, state);
        }
    }

    /** RFC 1350 4 fixes the port only, and clusters answer from an address of their own. */
    @Test
    void anAnswerFromAnotherAddressIsNamedOrTaken() {
        on(new Data(1, 512), at(11, 2000));
        assertIgnored("a packet from /10.0.0.11:2000, which was not asked");
        now = seconds(6);
        on(new Event.TimeCame());
        assertEquals("SW-F210 TFTP server 10.0.0.10 did not answer within 5s (10.0.0.11 answered in its place)", failure());
        assertEquals("write the address that answers in the profile, or set other-address = true in [fetch.tftp]",
                assertInstanceOf(Failed.class, state).problem().hint());
        var willing = new TftpOptions(Optional.of(1024), Optional.of(4), Duration.ofSeconds(1), Duration.ofSeconds(5),
                Duration.ofMinutes(1), Duration.ofSeconds(2), true);
        var taking = new TftpSteps(request, willing, willing.patience(), seconds(60));
        Step step = taking.step(taking.begin(0).next(),
                new Event.Arrived(new OptionAcknowledgement(Map.of("blksize", "1024")), at(11, 2000)), 0);
        assertEquals(at(11, 2000), assertInstanceOf(Receiving.class, step.next()).server());
        assertTrue(step.effects().contains(new Ignore("that " + at(11, 2000) + " answers for " + SERVER)), step.effects().toString());
    }

    @Test
    void errorsInWords() {
        on(new Fault(1, "File not found"), TID);
        assertEquals("SW-F220 TFTP server 10.0.0.10 has no file \"f\": \"File not found\"", failure());
        state = steps.begin(0).next();
        on(new Fault(2, ""), TID);
        assertEquals("SW-F221 TFTP server 10.0.0.10 denies access to \"f\"", failure());
        String[] meanings = {"not defined", null, null, "disk full", null, "unknown transfer ID", "file already exists", "no such user"};
        for (int code = 0; code < meanings.length; code++) {
            if (meanings[code] != null) {
                state = steps.begin(0).next();
                on(new Fault(code, ""), TID);
                assertEquals("SW-F222 TFTP server 10.0.0.10 refused with error " + code + ", " + meanings[code], failure());
            }
        }
        state = steps.begin(0).next();
        granted("blksize", "1024");
        data(1, 1024);
        on(new Fault(0, "I/O error"), TID);
        assertEquals("SW-F223 TFTP server 10.0.0.10 aborted after 1024 bytes with error 0, not defined: \"I/O error\"", failure());
    }

    @Test
    void closedPortIsToldAtOnce() {
        on(new Event.PortUnreachable());
        assertEquals("SW-F213 nothing listens on UDP port 69 of 10.0.0.10", failure());
        state = steps.begin(0).next();
        granted("blksize", "1024");
        on(new Event.PortUnreachable());
        assertEquals("SW-F213 TFTP server 10.0.0.10 stopped listening after 0 bytes", failure());
    }

    @Test
    void closedPortOfAStrangerDoesNoHarm() {
        granted("blksize", "1024");
        on(new Data(1, 1024), at(10, 2001));
        on(new Event.PortUnreachable());
        assertIgnored("a closed port, perhaps a stranger's");
    }

    @Test
    void troubleIsRememberedForTheProblem() {
        on(new Event.Trouble("No route to host"));
        now = seconds(5);
        on(new Event.TimeCame());
        assertEquals("SW-F210 TFTP server 10.0.0.10 did not answer within 5s (No route to host)", failure());
    }

    @Test
    void lastAcknowledgementIsRepeatedAFewTimes() {
        data(1, 3);
        for (int i = 0; i < 5; i++) {
            data(1, 3);
            assertAcked(1);
        }
        data(1, 3);
        assertIgnored("the transfer is over");
        assertEquals(Long.MAX_VALUE, steps.wakeAt(state));
    }
}
