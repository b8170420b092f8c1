package io.strapwork.address.dhcp;

import io.strapwork.address.dhcp.DhcpEffect.AskBootServer;
import io.strapwork.address.dhcp.DhcpEffect.Configured;
import io.strapwork.address.dhcp.DhcpEffect.Leased;
import io.strapwork.address.dhcp.DhcpEffect.Told;
import io.strapwork.address.dhcp.DhcpOffers.Offer;
import io.strapwork.address.dhcp.DhcpState.Asking;
import io.strapwork.address.dhcp.DhcpState.Bound;
import io.strapwork.address.dhcp.DhcpSteps.Next;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOption;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Asks boot servers for the boot file that no offer has told (PXE 2.1, 2.2.3 and 2.2.4): transitions of {@link Asking}. */
final class BootSteps {
    /** PXE 2.1, 2.2.4: after one, two, three and four seconds. */
    private static final int REPEATS = 4;
    /** Answers that lead to further questions end somewhere. */
    private static final int QUESTIONS = 8;

    private final DhcpIdentity identity;
    private final RandomGenerator random;

    BootSteps(DhcpIdentity identity, RandomGenerator random) {
        this.identity = identity;
        this.random = random;
    }

    /** What to ask whom, after an acknowledgement without a boot file. */
    static List<BootQuestion> questions(DhcpOffers offers, Offer leased) {
        var questions = new ArrayList<BootQuestion>();
        offers.proxies().forEach(proxy -> questions.addAll(BootQuestion.of(proxy)));
        if (leased.tellsBoot()) {
            questions.addAll(BootQuestion.of(leased));
        }
        return questions.stream().distinct().limit(QUESTIONS).toList();
    }

    Next begin(Bound bound, DhcpOffers offers, List<BootQuestion> questions, long now) {
        Next asking = ask(bound, offers, questions, 0, now);
        var effects = new ArrayList<DhcpEffect>(List.of(new Configured(bound.held().acknowledged())));
        effects.addAll(asking.effects());
        return new Next(asking.state(), effects);
    }

    private Next ask(Bound bound, DhcpOffers offers, List<BootQuestion> questions, int asked, long now) {
        if (questions.isEmpty() || asked == QUESTIONS) {
            return new Next(bound, List.of(new Leased(bound.held().acknowledged(), Optional.empty(), offers)));
        }
        BootQuestion question = questions.getFirst();
        Next sent = send(
                new Asking(bound, offers, question, questions.subList(1, questions.size()), asked + 1, random.nextInt(), now, 0, 0),
                now);
        return new Next(sent.state(), List.of(new Told(question.inWords()), sent.effects().getFirst()));
    }

    private Next send(Asking state, long now) {
        Inet4Address own = state.bound().held().address();
        DhcpMessage message = identity.ask(state.transaction(), DhcpSteps.seconds(state.began(), now), own, state.question());
        return new Next(
                new Asking(state.bound(), state.offers(), state.question(), state.rest(), state.asked(), state.transaction(), state.began(),
                        state.sent() + 1, now + TimeUnit.SECONDS.toNanos(state.sent() + 1)),
                List.of(new AskBootServer(message, own, state.question().server())));
    }

    Next timeout(Asking state, long now) {
        return state.sent() < REPEATS ? send(state, now) : next(state, "does not answer on port 4011", now);
    }

    Next received(Asking state, DhcpMessageType type, DhcpMessage message, Inet4Address source, long now) {
        var answer = new Offer(message, message.options().address(DhcpOption.SERVER_IDENTIFIER).orElse(source));
        if (type != DhcpMessageType.ACK && type != DhcpMessageType.OFFER) {
            return next(state, "answers with " + type + " on port 4011", now);
        }
        if (message.bootFile().isPresent()) {
            Offer told = new Offer(message, answer.server());
            return new Next(state.bound(), List.of(new Told("boot server " + told.inWords()),
                    new Leased(state.bound().held().acknowledged(), Optional.of(told), state.offers().with(told, true))));
        }
        List<BootQuestion> further = BootQuestion.of(answer).stream().filter(question -> question.item().isPresent())
                .filter(question -> !question.equals(state.question())).toList();
        if (further.isEmpty()) {
            return next(state, "answers without a boot file", now);
        }
        var questions = new ArrayList<>(further);
        questions.addAll(state.rest());
        return ask(state.bound(), state.offers(), questions, state.asked(), now);
    }

    private Next next(Asking state, String why, long now) {
        Next next = ask(state.bound(), state.offers(), state.rest(), state.asked(), now);
        var effects = new ArrayList<DhcpEffect>(List.of(new Told(state.question().server().getHostAddress() + " " + why)));
        effects.addAll(next.effects());
        return new Next(next.state(), effects);
    }
}
