package io.strapwork.api.stack;

import io.netty.channel.IoEventLoop;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.plugin.StrapworkException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apiguardian.api.API;

/**
 * What a host is and has at one moment. It never changes: ask the network again for what is so later.
 *
 * @param loop          the boot's event loop
 * @param linkAddress   of the card below
 * @param configuration what all address sources have assigned; {@link IpConfiguration#NONE} before the first has
 * @param mtu           bytes of an IP packet that go in one frame: the link's, or less where the configuration says so
 * @param ports         who has which port; on the loop only
 * @param random        the boot's randomness, seeded in tests; on the loop only
 * @param failure       why nothing can be sent or received any more, once the link below has failed
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record NetworkFacts(IoEventLoop loop, MacAddress linkAddress, IpConfiguration configuration, int mtu, Ports ports,
        RandomGenerator random, Optional<StrapworkException> failure) {}
