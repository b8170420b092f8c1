package io.strapwork.transport.host;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;

/**
 * Options of {@link HostTcpTransport}.
 *
 * @param loopback an IPv4 address that stands for 127.0.0.1, so that profiles made for the embedded machine fit; empty for none
 */
@Options
public record HostTcpOptions(@Default("10.0.2.2") @Summary("the address that stands for 127.0.0.1, or empty for none") String loopback) {}
