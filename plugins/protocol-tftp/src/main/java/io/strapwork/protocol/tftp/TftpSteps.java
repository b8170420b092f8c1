package io.strapwork.protocol.tftp;

import io.strapwork.protocol.tftp.TftpMessage.Acknowledgement;
import io.strapwork.protocol.tftp.TftpMessage.Data;
import io.strapwork.protocol.tftp.TftpMessage.Fault;
import io.strapwork.protocol.tftp.TftpMessage.Malformed;
import io.strapwork.protocol.tftp.TftpMessage.OptionAcknowledgement;
import io.strapwork.protocol.tftp.TftpMessage.ReadRequest;
import io.strapwork.protocol.tftp.TftpState.Effect;
import io.strapwork.protocol.tftp.TftpState.Effect.Deliver;
import io.strapwork.protocol.tftp.TftpState.Effect.DeliverKept;
import io.strapwork.protocol.tftp.TftpState.Effect.Expect;
import io.strapwork.protocol.tftp.TftpState.Effect.Ignore;
import io.strapwork.protocol.tftp.TftpState.Effect.Keep;
import io.strapwork.protocol.tftp.TftpState.Effect.Send;
import io.strapwork.protocol.tftp.TftpState.Event;
import io.strapwork.protocol.tftp.TftpState.Event.Arrived;
import io.strapwork.protocol.tftp.TftpState.Failed;
import io.strapwork.protocol.tftp.TftpState.Finished;
import io.strapwork.protocol.tftp.TftpState.OptionsRefused;
import io.strapwork.protocol.tftp.TftpState.Pace;
import io.strapwork.protocol.tftp.TftpState.Receiving;
import io.strapwork.protocol.tftp.TftpState.Requesting;
import io.strapwork.protocol.tftp.TftpState.Step;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What a reader does next: a pure function of state, event and time.
 *
 * <p>Duplicates are never acknowledged on arrival, since a server that answers each acknowledgement with a block would then send the rest of the file twice (the Sorcerer's
 * Apprentice, RFC 1123 §4.2.3.1). A lost acknowledgement is repeated by the timer. A lost block is not: servers keep the same rule and answer no acknowledgement twice, so that
 * without a window only their own timer brings it again. That is why they are asked for a short one.
 */
final class TftpSteps {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    /** With a window, a 1 after 65535 may also be what follows a lost 0: only a server that insists counts that way. */
    private static final int INSISTS = 3;
    private static final int LAST_BLOCK_REPEATS = 5;
    private static final int MOST_KEPT_BYTES = 4 << 20;
    static final String ANSWERED_INSTEAD = " answered in its place";

    private final TftpRequest request;
    private final TftpProblems problems;
    private final TftpOptions options;
    private final Duration wait;
    private final long endsAt;
    /** An answer that took longer may be the server's repeat of one that was lost, and tells nothing of the round trip. */
    private final long longestRoundTrip;

    /**
     * @param wait   for the server's first answer
     * @param endsAt when the whole file must be there
     */
    TftpSteps(TftpRequest request, TftpOptions options, Duration wait, long endsAt) {
        this.request = request;
        this.problems = new TftpProblems(request);
        this.options = options;
        this.wait = wait;
        this.endsAt = endsAt;
        this.longestRoundTrip = TimeUnit.SECONDS.toNanos(request.repeatSeconds()) / 2;
    }

    Step begin(long now) {
        return Step.of(new Requesting(Pace.start(now, options.retry().toNanos()), ""), ask());
    }

    Step step(TftpState state, Event event, long now) {
        return switch (state) {
            case Requesting requesting -> requesting(requesting, event, now);
            case Receiving receiving -> receiving(receiving, event, now);
            case Finished finished -> finished(finished, event);
            case OptionsRefused _,Failed _ -> ignore(state, "the transfer is over");
        };
    }

    /** When {@link Event.TimeCame} is due; {@link Long#MAX_VALUE} for never. */
    long wakeAt(TftpState state) {
        return switch (state) {
            case Requesting(Pace pace, String _) -> wakeAt(pace, wait);
            case Receiving receiving -> earlier(repeatAt(receiving),
                    earlier(receiving.pace().progressAt() + options.patience().toNanos(), endsAt));
            case Finished _,OptionsRefused _,Failed _ -> Long.MAX_VALUE;
        };
    }

    private long wakeAt(Pace pace, Duration patience) {
        long gaveUp = earlier(pace.progressAt() + patience.toNanos(), endsAt);
        return earlier(pace.quietSince() + pace.repeatAfter(), gaveUp);
    }

    private static long repeatAt(Receiving state) {
        Pace pace = state.pace();
        if (state.sinceAck() == 0) {
            return pace.quietSince() + pace.repeatAfter();
        }
        // What a server sends that counts acknowledgements comes at once.
        return pace.quietSince() + (state.windowBlocks() > 1 ? pace.restAfter() : Pace.LEAST);
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    private static boolean ended(Duration patience, Pace pace, long now) {
        return now - pace.progressAt() >= patience.toNanos();
    }

    private Step requesting(Requesting state, Event event, long now) {
        return switch (event) {
            case Event.TimeCame() when now - endsAt >= 0 -> Step.of(new Failed(problems.tooLong(0, options)));
            case Event.TimeCame() when ended(wait, state.pace(), now) ->
                Step.of(new Failed(problems.noAnswer(wait, state.remark()), true));
            case Event.TimeCame() when now - state.pace().quietSince() >= state.pace().repeatAfter() ->
                Step.of(new Requesting(state.pace().repeated(now), state.remark()), ask());
            case Event.TimeCame() -> ignore(state, "too early");
            case Event.PortUnreachable() -> Step.of(new Failed(problems.portUnreachable(), true));
            case Event.Trouble(String text) -> Step.of(new Requesting(state.pace(), text), new Ignore(text));
            case Arrived(TftpMessage _, InetSocketAddress from) when isOther(from) && !options.otherAddress() ->
                Step.of(new Requesting(state.pace(), from.getAddress().getHostAddress() + ANSWERED_INSTEAD),
                        new Ignore("a packet from " + from + ", which was not asked"));
            case Arrived(Data data, InetSocketAddress from) when data.block() == 1 && data.bytes() > TftpRequest.PLAIN_BLOCK_BYTES
                    && request.asking() ->
                Step.of(new OptionsRefused("it sent a block of " + data.bytes() + " bytes without agreeing to that size", true),
                        new Send(new Fault(TftpMessage.ILLEGAL_OPERATION, "block larger than agreed"), from));
            case Arrived(Data data, InetSocketAddress from) when data.block() == 1 -> {
                var plain = Receiving.first(from, TftpRequest.PLAIN_BLOCK_BYTES, 1, TftpState.UNKNOWN, lead(1),
                        state.pace().progressed(now, longestRoundTrip));
                yield data(plain, data, now);
            }
            case Arrived(OptionAcknowledgement granted, InetSocketAddress from) -> granted(state, granted.options(), from, now);
            case Arrived(Fault fault, InetSocketAddress _) when request.asking()
                    && (fault.code() == TftpMessage.OPTIONS_REFUSED || fault.code() == TftpMessage.ILLEGAL_OPERATION) ->
                Step.of(new OptionsRefused("error " + fault.code() + (fault.text().isEmpty() ? "" : " (" + fault.text() + ")"), false));
            case Arrived(Fault fault, InetSocketAddress _) -> Step.of(new Failed(problems.refused(fault)));
            case Arrived(Malformed malformed, InetSocketAddress _) -> ignore(state, malformed.reason());
            case Arrived(TftpMessage message, InetSocketAddress _) -> ignore(state, message + " before block 1");
        };
    }

    private Step granted(Requesting state, Map<String, String> granted, InetSocketAddress from, long now) {
        Map<String, String> asked = request.options();
        for (var option : granted.entrySet()) {
            if (!asked.containsKey(option.getKey())) {
                return overgranted(from, option.getKey() + "=" + option.getValue() + ", which was not asked for");
            }
            String want = asked.getOrDefault(option.getKey(), "");
            long value = NUMBER.matcher(option.getValue()).matches() ? Long.parseLong(option.getValue()) : -1;
            boolean right = switch (option.getKey()) {
                case "blksize" -> value >= 8 && value <= request.blockBytes();
                case "windowsize" -> value >= 1 && value <= request.windowBlocks();
                case "timeout" -> value == request.repeatSeconds();
                case "utimeout" -> value == request.repeatMicros();
                // RFC 2349: a hint, so that a reader can refuse; the end is a short block (RFC 1350 6).
                default -> true;
            };
            if (!right) {
                return overgranted(from, option.getKey() + "=" + option.getValue() + ", but " + want + " was requested");
            }
        }
        int blockBytes = Integer.parseInt(granted.getOrDefault("blksize", "512"));
        int window = Integer.parseInt(granted.getOrDefault("windowsize", "1"));
        String tsize = granted.getOrDefault("tsize", "");
        // Zero is what servers say that don't know.
        long size = NUMBER.matcher(tsize).matches() && Long.parseLong(tsize) > 0 ? Long.parseLong(tsize) : TftpState.UNKNOWN;
        var next = Receiving.first(from, blockBytes, window, size, lead(window), state.pace().progressed(now, longestRoundTrip).sent(now));
        List<Effect> effects = new ArrayList<>();
        if (size != TftpState.UNKNOWN) {
            effects.add(new Expect(size));
        } else if (!tsize.isEmpty()) {
            effects.add(new Ignore("tsize=" + tsize + " is not a size"));
        }
        if (isOther(from)) {
            effects.add(new Ignore("that " + from + " answers for " + request.server()));
        }
        effects.add(new Send(new Acknowledgement(0), from));
        return new Step(next, effects);
    }

    private boolean isOther(InetSocketAddress from) {
        return !from.getAddress().equals(request.server().getAddress());
    }

    private Step overgranted(InetSocketAddress from, String what) {
        return Step.of(request.asking() ? new OptionsRefused("it granted " + what, true) : new Failed(problems.wrongOptions(what)),
                new Send(new Fault(TftpMessage.OPTIONS_REFUSED, "not asked for"), from));
    }

    private Step receiving(Receiving state, Event event, long now) {
        return switch (event) {
            case Event.TimeCame() when now - endsAt >= 0 ->
                Step.of(new Failed(problems.tooLong(state.bytes(), options)), abort(state, "takes too long"));
            case Event.TimeCame() when ended(options.patience(), state.pace(), now) ->
                Step.of(new Failed(problems.silent(state, options)), abort(state, "no progress"));
            case Event.TimeCame() when now - repeatAt(state) >= 0 ->
                Step.of(state.with(state.lead().unanswered()).acknowledged(true, state.pace().repeated(now)), acknowledge(state));
            case Event.TimeCame() -> ignore(state, "too early");
            case Event.PortUnreachable() when state.strangers() -> ignore(state, "a closed port, perhaps a stranger's");
            case Event.PortUnreachable() -> Step.of(new Failed(problems.vanished(state)));
            case Event.Trouble(String text) -> ignore(state, text);
            case Arrived(Fault fault, InetSocketAddress from) when !from.equals(state.server()) ->
                ignore(state, "an error from a stranger, " + fault);
            case Arrived(TftpMessage _, InetSocketAddress from) when !from.getAddress().equals(state.server().getAddress()) ->
                ignore(state, "a packet from " + from + ", which was not asked");
            case Arrived(TftpMessage _, InetSocketAddress from) when !from.equals(state.server()) ->
                Step.of(state.sawStranger(), new Send(new Fault(TftpMessage.UNKNOWN_TRANSFER_ID, "unknown transfer ID"), from),
                        new Ignore("a second transfer ID, " + from));
            case Arrived(Data data, InetSocketAddress _) -> data(state, data, now);
            case Arrived(Fault fault, InetSocketAddress _) -> Step.of(new Failed(problems.brokenOff(fault, state)));
            case Arrived(Malformed malformed, InetSocketAddress _) -> ignore(state, malformed.reason());
            case Arrived(TftpMessage message, InetSocketAddress _) -> ignore(state, "a late " + message);
        };
    }

    private Step data(Receiving state, Data data, long now) {
        if (data.bytes() > state.blockBytes()) {
            return Step.of(new Failed(problems.oversize(data, state)),
                    new Send(new Fault(TftpMessage.ILLEGAL_OPERATION, "block larger than agreed"), state.server()));
        }
        if (data.block() != state.nextWireBlock()) {
            return outOfOrder(state, data, now);
        }
        var next = state.took(data.bytes(), state.pace().progressed(now, longestRoundTrip));
        int kept = (int) (next.blocks() - state.blocks() - 1);
        List<Effect> effects = new ArrayList<>(4);
        effects.add(new Deliver());
        if (kept > 0) {
            effects.add(new DeliverKept(state.blocks() + 2, kept));
        }
        if (data.bytes() < state.blockBytes() || state.burst().ahead().runsToEnd()) {
            effects.add(acknowledge(next));
            if (next.size() != TftpState.UNKNOWN && next.bytes() != next.size()) {
                effects.add(new Ignore("tsize=" + next.size() + ": the file has " + next.bytes() + " bytes"));
            }
            return new Step(new Finished(state.server(), next.wireBlock(), 0), effects);
        }
        if (state.lead().tries()) {
            return lead(next, effects, now);
        }
        if (next.sinceAck() < state.windowBlocks()) {
            return new Step(next, effects);
        }
        effects.add(acknowledge(next));
        return new Step(next.acknowledged(false, next.pace().sent(now)), effects);
    }

    private Lead lead(int window) {
        return window == 1 ? Lead.of(request.windowBlocks()) : Lead.NONE;
    }

    private static Step lead(Receiving next, List<Effect> effects, long now) {
        Lead.Answer answer = next.lead().took(next.blocks(), next.sinceAck());
        for (int i = 0; i < answer.acknowledgements(); i++) {
            effects.add(acknowledge(next));
        }
        var led = next.with(answer.next());
        return new Step(answer.acknowledgements() == 0 ? led : led.acknowledged(false, led.pace().sent(now)), effects);
    }

    private Step outOfOrder(Receiving state, Data data, long now) {
        if (state.wireBlock() == 0xffff && data.block() == 1 && !state.rollsToOne()) {
            boolean decided = state.windowBlocks() == 1 || state.oneForZero() + 1 >= INSISTS;
            var seen = state.sawOneForZero(decided);
            return decided ? data(seen, data, now) : gap(seen, data, now);
        }
        int behind = (state.wireBlock() - data.block()) & 0xffff;
        if (behind < 0x8000) {
            var seen = state.with(state.burst().saw(state.blocks() - behind), state.pace());
            String reason = "a duplicate of block " + data.block();
            if (!state.lead().isAsking()) {
                return ignore(seen.with(state.lead().unanswered()), reason);
            }
            return Step.of(seen.with(Lead.NONE).acknowledged(false, state.pace().sent(now)), acknowledge(seen), new Ignore(reason));
        }
        return gap(state, data, now);
    }

    /**
     * RFC 7440 4: the last block in order is acknowledged at once, and the server continues from there. Those after the gap are kept, so that the server's repeat of them is not needed
     * where it is lost. A repeat that has the same gap is acknowledged, too.
     */
    private static Step gap(Receiving state, Data data, long now) {
        String reason = "block " + data.block() + " where " + state.nextWireBlock() + " is due";
        if (state.windowBlocks() == 1) {
            return ignore(state, reason);
        }
        // Beyond the last number, 0 or 1 may follow: nothing is kept until that is known.
        int distance = data.block() - state.nextWireBlock();
        long number = state.blocks() + 1 + (distance & 0xffff);
        Burst burst = state.burst().saw(number);
        Ahead ahead = burst.ahead();
        boolean last = data.bytes() < state.blockBytes();
        boolean keeps = state.wireBlock() != 0xffff && distance > 0
                && distance < Math.min(state.windowBlocks(), MOST_KEPT_BYTES / state.blockBytes())
                && !ahead.has(distance) && !(last && ahead.hasEnd());
        List<Effect> effects = new ArrayList<>(3);
        var next = state.with(burst, state.pace());
        if (keeps) {
            next = state.with(burst.keeping(last ? ahead.withEnd(distance, data.bytes()) : ahead.with(distance)), state.pace().heard(now));
            effects.add(new Keep(number));
        } else {
            effects.add(new Ignore(reason));
        }
        if (burst.awaited()) {
            return new Step(next, effects);
        }
        effects.add(acknowledge(next));
        return new Step(next.acknowledged(true, next.pace().sent(now)), effects);
    }

    private static Step finished(Finished state, Event event) {
        if (event instanceof Arrived(Data data, InetSocketAddress from) && from.equals(state.server()) && data.block() == state.wireBlock()
                && state.repeats() < LAST_BLOCK_REPEATS) {
            return Step.of(new Finished(state.server(), state.wireBlock(), state.repeats() + 1),
                    new Send(new Acknowledgement(state.wireBlock()), from));
        }
        return ignore(state, "the transfer is over");
    }

    private Send ask() {
        return new Send(new ReadRequest(request.file(), request.options()), request.server());
    }

    private static Send acknowledge(Receiving state) {
        return new Send(new Acknowledgement(state.wireBlock()), state.server());
    }

    private static Send abort(Receiving state, String why) {
        return new Send(new Fault(TftpMessage.NOT_DEFINED, why), state.server());
    }

    private static Step ignore(TftpState state, String reason) {
        return Step.of(state, new Ignore(reason));
    }
}
