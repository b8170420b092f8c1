package org.example.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strapwork.api.fetch.BootUri;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.example.nbd.NbdMessage.Chunk;
import org.example.nbd.NbdState.Effect.Deliver;
import org.example.nbd.NbdState.Effect.Keep;
import org.example.nbd.NbdState.Effect.Send;
import org.example.nbd.NbdState.Effect.Zero;
import org.example.nbd.NbdState.Failed;
import org.example.nbd.NbdState.Flight;
import org.example.nbd.NbdState.Piece;
import org.example.nbd.NbdState.Reading;
import org.example.nbd.NbdState.Reads;
import org.example.nbd.NbdState.Step;
import org.junit.jupiter.api.Test;

/** Answers in chunks, without a network. */
class NbdReadingTests {
    private static final String NONSENSE = "10.0.2.2 does not keep to the NBD protocol: ";
    private final NbdReading reading = new NbdReading(NbdProtocolTests.OPTIONS, new NbdProblems(BootUri.parse("nbd://10.0.2.2/disk")));
    private Step now = reading.fill(new Reads(true, 40_000, 16_384, false, 0, List.of()));

    private Reads reads() {
        return assertInstanceOf(Reading.class, now.next()).reads();
    }

    private void chunk(boolean done, int type, long cookie, ByteBuf payload) {
        now = reading.head(reads(), new Chunk(done, type, cookie, payload.readableBytes()));
        if (now.next() instanceof NbdState.InPayload waiting) {
            now = reading.payload(waiting, payload);
        }
    }

    private void data(boolean done, long cookie, long offset, int bytes) {
        chunk(done, 1, cookie, Unpooled.buffer().writeLong(offset).writeZero(bytes));
    }

    private void hole(boolean done, long cookie, long offset, long bytes) {
        chunk(done, 2, cookie, Unpooled.buffer().writeLong(offset).writeInt((int) bytes));
    }

    private String failure() {
        return assertInstanceOf(Failed.class, now.next()).problem().what();
    }

    private static Send read(long offset, int bytes) {
        return new Send(new NbdRequest.Read(offset, offset, bytes, false));
    }

    @Test
    void asksForAllAtOnceUpToTheLimit() {
        assertEquals(List.of(read(0, 16_384), read(16_384, 16_384), read(32_768, 7_232)), now.effects());
    }

    @Test
    void deliversInOrder() {
        data(true, 16_384, 16_384, 16_384);
        assertEquals(List.of(new Keep(16_384, 0, 8)), now.effects());
        hole(true, 32_768, 32_768, 7_232);
        assertEquals(List.of(new Zero(32_768, 0, 7_232)), now.effects());
        data(false, 0, 8_192, 8_192);
        data(true, 0, 0, 8_192);
        assertEquals(
                List.of(new Keep(0, 0, 8), new Deliver(0), new Deliver(16_384), new Deliver(32_768), new Send(new NbdRequest.Disconnect())),
                now.effects());
        assertEquals(new NbdState.Finished(), now.next());
    }

    @Test
    void piecesGrowTogether() {
        Flight flight = new Flight(0, 100, List.of(), false);
        flight = flight.with(new Piece(60, 80)).with(new Piece(0, 20)).with(new Piece(20, 60));
        assertEquals(List.of(new Piece(0, 80)), flight.here());
        assertEquals(List.of(new Piece(0, 80), new Piece(90, 95)), flight.with(new Piece(90, 95)).here());
        assertEquals(List.of(new Piece(0, 100)), flight.with(new Piece(90, 95)).with(new Piece(95, 100)).with(new Piece(80, 90)).here());
    }

    @Test
    void refusesBytesTwice() {
        data(false, 0, 0, 100);
        hole(false, 0, 99, 100);
        assertEquals(NONSENSE + "byte 99 twice in one answer", failure());
    }

    @Test
    void refusesGaps() {
        data(true, 0, 0, 100);
        assertEquals(NONSENSE + "an answer that leaves out bytes of the request at 0", failure());
    }

    @Test
    void refusesBytesOfOtherRequests() {
        data(false, 16_384, 16_383, 1);
        assertEquals(NONSENSE + "bytes 16383 to 16384 in an answer to a request for 16384 at 16384", failure());
    }

    @Test
    void refusesHolesBeyondTheRequest() {
        hole(false, 0, 0, 0xffff_ffffL);
        assertEquals(NONSENSE + "bytes 0 to 4294967295 in an answer to a request for 16384 at 0", failure());
    }

    @Test
    void refusesEmptyHoles() {
        hole(false, 0, 0, 0);
        assertEquals(NONSENSE + "bytes 0 to 0 in an answer to a request for 16384 at 0", failure());
    }

    @Test
    void refusesTooManyPieces() {
        for (int i = 0; i < 2 * Flight.MOST_PIECES + 2 && now.next() instanceof Reading; i += 2) {
            data(false, 0, i, 1);
        }
        assertEquals(NONSENSE + "an answer in more than 256 pieces", failure());
    }

    @Test
    void refusesStrangers() {
        now = reading.head(reads(), new Chunk(true, 0, 4711, 0));
        assertEquals(NONSENSE + "an answer to a request that is not under way", failure());
    }

    @Test
    void refusesAnswersTwice() {
        data(true, 16_384, 16_384, 16_384);
        now = reading.head(reads(), new Chunk(true, 0, 16_384, 0));
        assertEquals(NONSENSE + "an answer to a request that is not under way", failure());
    }

    @Test
    void refusesUnknownChunks() {
        now = reading.head(reads(), new Chunk(false, 5, 0, 12));
        assertEquals(NONSENSE + "a chunk of type 5 with 12 bytes", failure());
    }

    @Test
    void refusesLongChunks() {
        now = reading.head(reads(), new Chunk(false, 1, 0, 0xffff_ffffL));
        assertEquals(NONSENSE + "a chunk of type 1 with 4294967295 bytes", failure());
    }

    @Test
    void refusesSimpleDataAmongChunks() {
        now = reading.head(reads(), new NbdMessage.Simple(0, 0));
        assertEquals(NONSENSE + "data in a simple answer, though answers in chunks were agreed on", failure());
    }

    @Test
    void takesErrorsOfAnyKind() {
        chunk(false, (1 << 15) + 2, 0,
                Unpooled.buffer().writeInt(12).writeShort(500).writeBytes("full".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("byte 0 of the export can't be read: the server is out of memory (ENOMEM): full", failure());
    }
}
