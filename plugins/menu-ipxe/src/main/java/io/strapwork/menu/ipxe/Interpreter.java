package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.ipxe.Frame.Joint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs a session's scripts command by command, as iPXE's core/exec.c and image/script.c do, until something is to be decided. */
final class Interpreter {
    private final Desk desk;

    Interpreter(Desk desk) {
        this.desk = desk;
    }

    /** @throws FetchException a limit was reached */
    Outcome run(Session session) throws FetchException {
        while (true) {
            Frame frame = session.frame();
            if (frame == null) {
                return end(session, "the script ends");
            }
            Optional<Outcome> outcome = frame.joined() == Joint.END ? line(session, frame) : command(session, frame);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
    }

    /** A choice was made: the command that asked has succeeded, or failed after all. */
    static void resume(Session session, Optional<Failure> failure) {
        Frame frame = session.frame();
        if (frame != null) {
            session.frame(frame.finished(failure));
        }
    }

    /** Between two lines. */
    private Optional<Outcome> line(Session session, Frame frame) throws FetchException {
        Optional<Failure> failure = frame.failure();
        if (frame.line() >= 0 && failure.isPresent()) {
            tell(frame, failure.get());
            return leave(session, frame, failure);
        }
        if (frame.next() >= frame.script().size()) {
            return leave(session, frame, Optional.empty());
        }
        session.frame(frame.advanced());
        return Optional.empty();
    }

    private void tell(Frame frame, Failure failure) {
        if (!failure.told() && !frame.tokens().isEmpty()) {
            desk.remark(frame.source(frame.tokens().getFirst().offset()), "the script ends here: " + failure.why(), "");
        }
    }

    /** The script ends; the one that chained it continues with its result. */
    private Optional<Outcome> leave(Session session, Frame frame, Optional<Failure> failure) {
        Frame caller = frame.caller();
        if (caller == null) {
            session.frame(null);
            return Optional.of(end(session, failure.map(Failure::why).orElse("the script ends")));
        }
        session.frame(caller.finished(failure.map(inner -> new Failure(inner.why(), true))));
        return Optional.empty();
    }

    /** A kernel that is loaded at the end could still be started by hand. */
    private static Outcome end(Session session, String how) {
        return session.newlySelected().<Outcome>map(kernel -> session.boots(kernel, false)).orElse(new Outcome.Ends(how));
    }

    private Optional<Outcome> command(Session session, Frame frame) throws FetchException {
        List<Script.Token> tokens = frame.tokens();
        int from = frame.at();
        int end = from;
        Joint joint = Joint.END;
        while (end < tokens.size()) {
            String text = tokens.get(end).text();
            joint = joint(text);
            if (joint != Joint.END || text.startsWith("#")) {
                break;
            }
            end++;
        }
        Frame after = frame.after(joint == Joint.END ? end : end + 1, joint);
        session.frame(after);
        if (!frame.joined().runs(frame.failure())) {
            return Optional.empty();
        }
        if (end == from) {
            // an empty command does nothing, successfully
            session.frame(after.finished(Optional.empty()));
            return Optional.empty();
        }
        Source source = frame.source(tokens.get(from).offset());
        session.budget().step(source);
        var words = new ArrayList<String>();
        for (Script.Token token : tokens.subList(from, end)) {
            words.add(session.expand(token.text(), frame.script().uri(), source));
        }
        return apply(session, after, source, execute(session, after, source, words));
    }

    private static Joint joint(String token) {
        return switch (token) {
            case "||" -> Joint.ON_FAILURE;
            case "&&" -> Joint.ON_SUCCESS;
            case ";" -> Joint.ALWAYS;
            default -> Joint.END;
        };
    }

    private Result execute(Session session, Frame frame, Source source, List<String> words) throws FetchException {
        return Commands.run(new Call(words.getFirst(), List.copyOf(words.subList(1, words.size())), session, frame, source, desk));
    }

    private Optional<Outcome> apply(Session session, Frame frame, Source source, Result result) throws FetchException {
        switch (result) {
            case Result.Done done -> {
                done.failure().ifPresent(session::failed);
                session.frame(frame.finished(done.failure()));
            }
            case Result.Jump jump -> {
                return jump(session, frame.before(jump.line()), source);
            }
            case Result.Exit exit -> {
                return leave(session, frame, exit.failure());
            }
            case Result.Chain chain -> {
                return chain(session, frame, source, chain);
            }
            case Result.Ask ask -> {
                return Optional.of(new Outcome.Asks(ask.asked()));
            }
            case Result.Boot boot -> {
                return Optional.of(session.boots(boot.image(), true));
            }
            case Result.Halt halt -> {
                return Optional.of(new Outcome.Ends(halt.how()));
            }
        }
        return Optional.empty();
    }

    private Optional<Outcome> jump(Session session, Frame there, Source source) {
        session.frame(there);
        if (!session.passes(there)) {
            return Optional.empty();
        }
        return Optional
                .of(new Outcome.Loops(source, session.lastFailure().map(failure -> "; the last failure: " + failure.why()).orElse("")));
    }

    private Optional<Outcome> chain(Session session, Frame frame, Source source, Result.Chain chain) throws FetchException {
        Frame caller = chain.replace() ? frame.caller() : frame;
        Frame first = Frame.of(chain.script(), caller);
        if (first.depth() > Budget.DEPTH) {
            throw IpxeProblems.tooDeep(source, Budget.DEPTH);
        }
        return jump(session, first, source);
    }
}
