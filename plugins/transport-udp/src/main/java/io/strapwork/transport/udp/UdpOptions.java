package io.strapwork.transport.udp;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.time.Duration;

/**
 * Options of {@link UdpTransport}.
 *
 * @param dnsTimeout  for one answer of a name server
 * @param dnsAttempts how many times each name server is asked
 */
@Options
public record UdpOptions(@Default("2s") @Min("1ms") @Max("5m") @Summary("how long to wait for a name server's answer") Duration dnsTimeout,
        @Default("3") @Min("1") @Max("20") @Summary("how many times each name server is asked") int dnsAttempts) {}
