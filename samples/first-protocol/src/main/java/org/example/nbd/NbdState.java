package org.example.nbd;

import io.strapwork.api.plugin.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.example.nbd.NbdMessage.Awaited;
import org.example.nbd.NbdMessage.Frame;

/** Where a connection stands; each case holds exactly what is valid in it. */
sealed interface NbdState {
    /** Of the zeros behind an export that was asked for by name, when the server doesn't leave them out. */
    int ZEROES = 124;

    /** What the server sends next. */
    Awaited awaited();

    /** Nothing was heard yet. */
    record Greeted() implements NbdState {
        @Override
        public Awaited awaited() {
            return new Awaited(Frame.GREETING, 18);
        }
    }

    /** An option is out. */
    record Asked(Terms terms, int option) implements NbdState {
        @Override
        public Awaited awaited() {
            return new Awaited(Frame.OPTION_REPLY, 20);
        }
    }

    /** The answer to an option has data. */
    record Answered(Terms terms, int option, long type, int length) implements NbdState {
        @Override
        public Awaited awaited() {
            return new Awaited(Frame.OPTION_DATA, length);
        }
    }

    /** The export was asked for in the old way: the next bytes are the export, or the end of the connection. */
    record Named(Terms terms) implements NbdState {
        @Override
        public Awaited awaited() {
            return new Awaited(Frame.EXPORT, terms.noZeroes() ? 10 : 10 + ZEROES);
        }
    }

    /** Requests are under way. */
    record Reading(Reads reads) implements NbdState {
        @Override
        public Awaited awaited() {
            return new Awaited(Frame.REPLY, 4);
        }
    }

    record InReply(Reads reads, boolean structured) implements NbdState {
        @Override
        public Awaited awaited() {
            return structured ? new Awaited(Frame.CHUNK, 16) : new Awaited(Frame.SIMPLE, 12);
        }
    }

    /** The payload of a chunk, or the data of a simple reply, which is taken for a chunk. */
    record InPayload(Reads reads, NbdMessage.Chunk chunk, boolean simple) implements NbdState {
        @Override
        public Awaited awaited() {
            return new Awaited(Frame.PAYLOAD, (int) chunk.length());
        }
    }

    /** All is in the sink. */
    record Finished() implements Over {}

    /** For good. */
    record Failed(Problem problem) implements Over {}

    /** Another connection may do better. */
    record Lost(Problem problem) implements Over {}

    /** Nothing is awaited any more. */
    sealed interface Over extends NbdState {
        @Override
        default Awaited awaited() {
            throw new IllegalStateException("the connection is over");
        }
    }

    /**
     * What was agreed on so far.
     *
     * @param structured replies come in chunks
     */
    record Terms(boolean noZeroes, boolean structured, Optional<NbdMessage.Export> export, NbdMessage.BlockSize blocks) {
        /** What holds when a server tells nothing. */
        private static final NbdMessage.BlockSize USUAL = new NbdMessage.BlockSize(1, 4096, 32 << 20);

        static Terms first(boolean noZeroes) {
            return new Terms(noZeroes, false, Optional.empty(), USUAL);
        }

        Terms inChunks() {
            return new Terms(noZeroes, true, export, blocks);
        }

        Terms of(NbdMessage.Export told) {
            return new Terms(noZeroes, structured, Optional.of(told), blocks);
        }

        Terms of(NbdMessage.BlockSize told) {
            return new Terms(noZeroes, structured, export, told);
        }
    }

    /**
     * The requests under way.
     *
     * @param size    of the export
     * @param bytes   of one request
     * @param whole   answers may not come in pieces
     * @param next    the first byte that was not asked for yet; also what tells requests apart
     * @param flights in order of offset
     */
    record Reads(boolean structured, long size, int bytes, boolean whole, long next, List<Flight> flights) {
        Optional<Flight> flight(long cookie) {
            return flights.stream().filter(flight -> flight.offset() == cookie).findFirst();
        }

        Reads with(long next, List<Flight> flights) {
            return new Reads(structured, size, bytes, whole, next, List.copyOf(flights));
        }

        Reads with(Flight changed) {
            return with(next, flights.stream().map(flight -> flight.offset() == changed.offset() ? changed : flight).toList());
        }
    }

    /**
     * One request. Its cookie is its offset.
     *
     * @param here     pieces that are here, in order, with gaps between them
     * @param answered the server has said that there is no more
     */
    record Flight(long offset, int bytes, List<Piece> here, boolean answered) {
        /** Beyond that a server cuts an answer up to do harm. */
        static final int MOST_PIECES = 256;

        boolean isWhole() {
            return here.equals(List.of(new Piece(0, bytes)));
        }

        boolean has(Piece piece) {
            return here.stream().anyMatch(one -> one.from() < piece.to() && piece.from() < one.to());
        }

        /** With one more piece, which joins those at its edges. */
        Flight with(Piece piece) {
            var pieces = new ArrayList<Piece>();
            Piece grown = piece;
            int at = 0;
            for (Piece one : here) {
                if (one.to() == grown.from()) {
                    grown = new Piece(one.from(), grown.to());
                } else if (one.from() == grown.to()) {
                    grown = new Piece(grown.from(), one.to());
                } else {
                    pieces.add(one);
                    at = one.from() < grown.from() ? pieces.size() : at;
                }
            }
            pieces.add(at, grown);
            return new Flight(offset, bytes, List.copyOf(pieces), answered);
        }

        Flight end() {
            return new Flight(offset, bytes, here, true);
        }
    }

    /** Bytes of a request, {@code to} excluded. */
    record Piece(int from, int to) {}

    /** What is to be done. */
    sealed interface Effect {
        record Send(NbdRequest request) implements Effect {}

        /** The sink is told the size. */
        record Expect(long bytes) implements Effect {}

        /** The sink forgets what it has: the export is another one. */
        record Restart() implements Effect {}

        /** The rest of the frame, from {@code skip} on, belongs to the request, at this place. */
        record Keep(long cookie, int at, int skip) implements Effect {}

        /** Zeros. */
        record Zero(long cookie, int at, int bytes) implements Effect {}

        /** The request's bytes go to the sink. */
        record Deliver(long cookie) implements Effect {}
    }

    record Step(NbdState next, List<Effect> effects) {
        static Step of(NbdState next, Effect... effects) {
            return new Step(next, List.of(effects));
        }
    }
}
