package org.example.nbd;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.example.nbd.NbdMessage.BlockSize;
import org.example.nbd.NbdMessage.Export;
import org.example.nbd.NbdMessage.Greeting;
import org.example.nbd.NbdMessage.Malformed;
import org.example.nbd.NbdMessage.OldStyle;
import org.example.nbd.NbdMessage.OptionReply;
import org.example.nbd.NbdMessage.Text;
import org.example.nbd.NbdState.Answered;
import org.example.nbd.NbdState.Asked;
import org.example.nbd.NbdState.Effect;
import org.example.nbd.NbdState.Effect.Send;
import org.example.nbd.NbdState.Failed;
import org.example.nbd.NbdState.Lost;
import org.example.nbd.NbdState.Named;
import org.example.nbd.NbdState.Reads;
import org.example.nbd.NbdState.Step;
import org.example.nbd.NbdState.Terms;

/**
 * From the greeting to the first request: structured replies if the server has them, then NBD_OPT_GO, then NBD_OPT_EXPORT_NAME for servers without that. A pure function.
 *
 * @param received bytes that the sink has already, from an earlier connection
 */
record NbdHandshake(String export, NbdOptions options, NbdProblems problems, long received) {
    /** NAME_MAX of the protocol: no name or message may be longer. */
    static final int MOST_TEXT = 4096;
    private static final int ACK = 1;
    private static final int INFO = 3;
    private static final long ERROR = 1L << 31;
    private static final long UNSUPPORTED = ERROR + 1;
    private static final long SHUTDOWN = ERROR + 7;
    private static final int FLAG_DF = 1 << 7;

    Step greeted(NbdMessage message) {
        return switch (message) {
            case OldStyle() -> Step.of(new Failed(problems.oldStyle()));
            case Greeting(boolean fixed, boolean noZeroes) when fixed -> Step.of(
                    new Asked(Terms.first(noZeroes), NbdRequest.STRUCTURED_REPLY), new Send(new NbdRequest.ClientFlags(noZeroes ? 3 : 1)),
                    new Send(new NbdRequest.Option(NbdRequest.STRUCTURED_REPLY)));
            case Greeting(boolean _, boolean noZeroes) -> Step.of(new Named(Terms.first(noZeroes)),
                    new Send(new NbdRequest.ClientFlags(noZeroes ? 2 : 0)), new Send(new NbdRequest.ExportName(export)));
            default -> Step.of(new Failed(problems.notNbd()));
        };
    }

    Step asked(Asked state, NbdMessage message) {
        return switch (message) {
            case OptionReply reply when reply.option() != state.option() ->
                nonsense("an answer to option " + reply.option() + ", asked was " + state.option());
            case OptionReply reply when reply.length() > MOST_TEXT + 8 ->
                nonsense("an answer of " + reply.length() + " bytes to an option");
            case OptionReply reply when reply.length() > 0 || reply.type() == INFO ->
                Step.of(new Answered(state.terms(), state.option(), reply.type(), (int) reply.length()));
            case OptionReply reply -> answered(new Answered(state.terms(), state.option(), reply.type(), 0), new Text(""));
            case Malformed(String reason) -> nonsense(reason);
            default -> throw new IllegalStateException(message + " in " + state);
        };
    }

    Step answered(Answered state, NbdMessage message) {
        if (message instanceof Malformed(String reason)) {
            return nonsense(reason);
        }
        if (state.type() >= ERROR) {
            return refused(state, message instanceof Text(String text) ? text : "");
        }
        boolean go = state.option() == NbdRequest.GO;
        if (state.type() == INFO && go) {
            return switch (message) {
                case Export told -> Step.of(new Asked(state.terms().of(told), NbdRequest.GO));
                case BlockSize told when isSound(told) -> Step.of(new Asked(state.terms().of(told), NbdRequest.GO));
                case BlockSize told ->
                    nonsense("impossible block sizes " + told.minimum() + ", " + told.preferred() + ", " + told.maximum());
                default -> Step.of(new Asked(state.terms(), NbdRequest.GO));
            };
        }
        if (state.type() != ACK || state.length() > 0) {
            return nonsense("an answer of type " + state.type() + " and " + state.length() + " bytes to option " + state.option());
        }
        if (!go) {
            return Step.of(new Asked(state.terms().inChunks(), NbdRequest.GO), new Send(new NbdRequest.Go(export)));
        }
        return state.terms().export().map(told -> begin(state.terms(), told, List.of()))
                .orElseGet(() -> nonsense("it let the export be used without telling its size"));
    }

    private Step refused(Answered state, String said) {
        if (state.option() == NbdRequest.STRUCTURED_REPLY) {
            return Step.of(new Asked(state.terms(), NbdRequest.GO), new Send(new NbdRequest.Go(export)));
        }
        if (state.type() == UNSUPPORTED) {
            return Step.of(new Named(state.terms()), new Send(new NbdRequest.ExportName(export)));
        }
        var problem = problems.refused(state.type(), said, export);
        return Step.of(state.type() == SHUTDOWN ? new Lost(problem) : new Failed(problem),
                new Send(new NbdRequest.Option(NbdRequest.ABORT)));
    }

    Step named(Named state, NbdMessage message) {
        return message instanceof Export told ? begin(state.terms(), told, List.of()) : nonsense("no export where one is due");
    }

    private Step begin(Terms terms, Export told, List<Effect> before) {
        long block = terms.blocks().minimum();
        if (told.size() < 0) {
            return nonsense("an export of " + Long.toUnsignedString(told.size()) + " bytes");
        }
        if (told.size() % block != 0) {
            return Step.of(new Failed(problems.odd(told.size(), block)), new Send(new NbdRequest.Disconnect()));
        }
        var effects = new ArrayList<>(before);
        boolean goesOn = received <= told.size() && received % block == 0;
        if (!goesOn) {
            effects.add(new Effect.Restart());
        }
        effects.add(new Effect.Expect(told.size()));
        var reads = new Reads(terms.structured(), told.size(), requestBytes(terms.blocks()),
                terms.structured() && (told.flags() & FLAG_DF) != 0,
                goesOn ? received : 0, List.of());
        Step first = new NbdReading(options, problems).fill(reads);
        effects.addAll(first.effects());
        return new Step(first.next(), effects);
    }

    /** What was asked for in the profile, in whole blocks. */
    private int requestBytes(BlockSize blocks) {
        long wanted = Math.min(options.requestBytes().bytes(), blocks.maximum());
        return (int) Math.max(blocks.minimum(), wanted / blocks.minimum() * blocks.minimum());
    }

    /** As the protocol has it: powers of two, and no minimum above 64 KiB. */
    private static boolean isSound(BlockSize told) {
        return Long.bitCount(told.minimum()) == 1 && told.minimum() <= 1 << 16 && Long.bitCount(told.preferred()) == 1
                && told.preferred() >= told.minimum() && told.maximum() >= told.minimum();
    }

    private Step nonsense(String what) {
        return Step.of(new Failed(problems.nonsense(what)));
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    static String exportOf(String path) {
        String name = path.substring(1);
        if (name.getBytes(StandardCharsets.UTF_8).length > MOST_TEXT) {
            throw new IllegalArgumentException("the export's name is longer than " + MOST_TEXT + " bytes");
        }
        return name;
    }
}
