package io.strapwork.machine.embedded.virtio;

import io.strapwork.api.link.MacAddress;

/**
 * What a network card is made as.
 *
 * @param place     in words of its bus, {@code "fe.0.0001"} or {@code "00:05.0"}
 * @param mtu       bytes behind the Ethernet header
 * @param queueSize the most descriptors of each ring, a power of two
 * @param offered   feature bits
 */
public record CardFacts(String place, MacAddress mac, int mtu, int queueSize, long offered) {}
