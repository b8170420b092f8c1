package io.strapwork.stack.inet;

import io.strapwork.api.link.Link;
import io.strapwork.api.link.LinkFacts;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.IpStack;
import io.strapwork.api.stack.StackPlugin;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.network.inet.wire.Ipv4View;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** IPv4 over a link: ARP, routes, fragments, ICMP. */
@StackPlugin(id = "inet")
public final class InetStack implements IpStack {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BootClock clock;
    private final RandomGenerator random;

    @Inject
    InetStack(BootClock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public IpNetwork attach(Link link, BootLoop loop) {
        LinkFacts facts = link.facts();
        if (facts.mtu() < Ipv4View.MIN_MTU) {
            throw new Problem("SW-N101", Blame.PEER, facts.location(),
                    "the network card's MTU of " + facts.mtu() + " bytes is too small for IP, which needs " + Ipv4View.MIN_MTU,
                    "set a larger MTU on the device").asException();
        }
        var handle = new LinkHandle(link);
        var host = new InetHost(loop.eventLoop(), facts.address(), facts.mtu(), clock, random, handle);
        handle.attach(host);
        register(handle, loop, facts);
        return host;
    }

    private void register(LinkHandle handle, BootLoop loop, LinkFacts facts) {
        var registration = loop.eventLoop().register(handle);
        if (!clock.awaitUninterruptibly(registration, PATIENCE) || !registration.isSuccess()) {
            throw new StrapworkException(notRegistered(facts), registration.cause());
        }
    }

    private static Problem notRegistered(LinkFacts facts) {
        return new Problem("SW-N102", Blame.BUG, facts.location(), "the boot's event loop did not take the network card",
                "report this with the log");
    }
}
