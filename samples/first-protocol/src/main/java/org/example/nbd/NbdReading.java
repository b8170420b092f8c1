package org.example.nbd;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import org.example.nbd.NbdMessage.Chunk;
import org.example.nbd.NbdMessage.Simple;
import org.example.nbd.NbdState.Effect;
import org.example.nbd.NbdState.Effect.Deliver;
import org.example.nbd.NbdState.Effect.Send;
import org.example.nbd.NbdState.Failed;
import org.example.nbd.NbdState.Finished;
import org.example.nbd.NbdState.Flight;
import org.example.nbd.NbdState.InPayload;
import org.example.nbd.NbdState.InReply;
import org.example.nbd.NbdState.Lost;
import org.example.nbd.NbdState.Piece;
import org.example.nbd.NbdState.Reading;
import org.example.nbd.NbdState.Reads;
import org.example.nbd.NbdState.Step;

/** Requests and their answers, which may come in any order and in pieces; the sink gets them in order. A pure function of state and bytes. */
record NbdReading(NbdOptions options, NbdProblems problems) {
    private static final int NONE = 0;
    private static final int OFFSET_DATA = 1;
    private static final int OFFSET_HOLE = 2;
    private static final int ERROR = 1 << 15;
    private static final int SHUTDOWN = 108;

    /** Asks for more, delivers what is complete, ends when nothing is left. */
    Step fill(Reads reads) {
        var effects = new ArrayList<Effect>();
        var flights = new ArrayList<>(reads.flights());
        while (!flights.isEmpty() && flights.getFirst().answered()) {
            effects.add(new Deliver(flights.removeFirst().offset()));
        }
        long next = reads.next();
        while (flights.size() < options.requests() && next < reads.size()) {
            int bytes = (int) Math.min(reads.bytes(), reads.size() - next);
            flights.add(new Flight(next, bytes, java.util.List.of(), false));
            effects.add(new Send(new NbdRequest.Read(next, next, bytes, reads.whole())));
            next += bytes;
        }
        if (flights.isEmpty()) {
            effects.add(new Send(new NbdRequest.Disconnect()));
            return new Step(new Finished(), effects);
        }
        return new Step(new Reading(reads.with(next, flights)), effects);
    }

    Step reply(Reads reads, NbdMessage message) {
        return switch (message) {
            case NbdMessage.Reply(boolean structured) when structured && !reads.structured() ->
                nonsense("an answer in chunks, which was not agreed on");
            case NbdMessage.Reply(boolean structured) -> Step.of(new InReply(reads, structured));
            case NbdMessage.Malformed(String reason) -> nonsense(reason);
            default -> throw new IllegalStateException(message.toString());
        };
    }

    Step head(Reads reads, NbdMessage message) {
        return switch (message) {
            case Simple simple -> simple(reads, simple);
            case Chunk chunk -> chunk(reads, chunk);
            default -> throw new IllegalStateException(message.toString());
        };
    }

    private Step simple(Reads reads, Simple simple) {
        Optional<Flight> flight = reads.flight(simple.cookie());
        if (flight.isEmpty() || flight.get().answered()) {
            return nonsense("an answer to a request that is not under way");
        }
        if (simple.error() != 0) {
            return failed(simple.error(), "", flight.get().offset());
        }
        if (reads.structured()) {
            return nonsense("data in a simple answer, though answers in chunks were agreed on");
        }
        return Step.of(new InPayload(reads, new Chunk(true, OFFSET_DATA, simple.cookie(), flight.get().bytes()), true));
    }

    private Step chunk(Reads reads, Chunk chunk) {
        Optional<Flight> flight = reads.flight(chunk.cookie());
        if (flight.isEmpty() || flight.get().answered()) {
            return nonsense("an answer to a request that is not under way");
        }
        long most = flight.get().bytes();
        boolean sound = switch (chunk.type()) {
            case NONE -> chunk.done() && chunk.length() == 0;
            case OFFSET_DATA -> chunk.length() > 8 && chunk.length() <= 8 + most;
            case OFFSET_HOLE -> chunk.length() == 12;
            default -> chunk.type() >= ERROR && chunk.length() >= 6 && chunk.length() <= 6 + NbdHandshake.MOST_TEXT + 8;
        };
        if (!sound) {
            return nonsense("a chunk of type " + chunk.type() + " with " + chunk.length() + " bytes" + (chunk.done() ? ", the last" : ""));
        }
        return chunk.type() == NONE ? taken(reads, flight.get(), chunk, Optional.empty()) : Step.of(new InPayload(reads, chunk, false));
    }

    /** @param frame the payload, as long as the chunk says; read by absolute index only */
    Step payload(InPayload state, ByteBuf frame) {
        Chunk chunk = state.chunk();
        Flight flight = state.reads().flight(chunk.cookie()).orElseThrow();
        if (state.simple()) {
            return taken(state.reads(), flight.with(new Piece(0, flight.bytes())), chunk,
                    Optional.of(new Effect.Keep(flight.offset(), 0, 0)));
        }
        if (chunk.type() >= ERROR) {
            int start = frame.readerIndex();
            int length = Math.min(frame.getUnsignedShort(start + 4), frame.readableBytes() - 6);
            return failed(frame.getUnsignedInt(start), frame.toString(start + 6, length, StandardCharsets.UTF_8), flight.offset());
        }
        long offset = frame.getLong(frame.readerIndex());
        long bytes = chunk.type() == OFFSET_HOLE ? frame.getUnsignedInt(frame.readerIndex() + 8) : chunk.length() - 8;
        long at = offset - flight.offset();
        if (bytes == 0 || at < 0 || at > flight.bytes() || bytes > flight.bytes() - at) {
            return nonsense("bytes " + offset + " to " + (offset + bytes) + " in an answer to a request for " + flight.bytes() + " at "
                    + flight.offset());
        }
        var piece = new Piece((int) at, (int) (at + bytes));
        if (flight.has(piece)) {
            return nonsense("byte " + offset + " twice in one answer");
        }
        Flight grown = flight.with(piece);
        if (grown.here().size() > Flight.MOST_PIECES) {
            return nonsense("an answer in more than " + Flight.MOST_PIECES + " pieces");
        }
        Effect effect = chunk.type() == OFFSET_HOLE
                ? new Effect.Zero(flight.offset(), piece.from(), (int) bytes)
                : new Effect.Keep(flight.offset(), piece.from(), 8);
        return taken(state.reads(), grown, chunk, Optional.of(effect));
    }

    private Step taken(Reads reads, Flight flight, Chunk chunk, Optional<Effect> effect) {
        if (!chunk.done()) {
            return new Step(new Reading(reads.with(flight)), effect.stream().toList());
        }
        if (!flight.isWhole()) {
            return nonsense("an answer that leaves out bytes of the request at " + flight.offset());
        }
        Step filled = fill(reads.with(flight.end()));
        var effects = new ArrayList<Effect>(effect.stream().toList());
        effects.addAll(filled.effects());
        return new Step(filled.next(), effects);
    }

    private Step failed(long error, String said, long offset) {
        var problem = problems.readFailed(error, said, offset);
        return Step.of(error == SHUTDOWN ? new Lost(problem) : new Failed(problem), new Send(new NbdRequest.Disconnect()));
    }

    private Step nonsense(String what) {
        return Step.of(new Failed(problems.nonsense(what)));
    }
}
