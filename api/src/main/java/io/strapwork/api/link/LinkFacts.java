package io.strapwork.api.link;

import org.apiguardian.api.API;

/**
 * What a network card is, as data.
 *
 * @param address       its own Ethernet address
 * @param mtu           bytes of payload behind the 14-byte Ethernet header that it carries
 * @param location      the device's place in words of the bus, {@code "fe.0.0001"}, {@code "00:05.0"}
 * @param maxSleepNanos how long a loop may sleep without polling: {@link Long#MAX_VALUE} where the device interrupts
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record LinkFacts(MacAddress address, int mtu, String location, long maxSleepNanos) {}
