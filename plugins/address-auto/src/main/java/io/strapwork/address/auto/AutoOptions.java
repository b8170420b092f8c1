package io.strapwork.address.auto;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.time.Duration;
import java.util.List;

/** Options of {@code [address]} with {@code use = "auto"}. */
@Options
public record AutoOptions(
        @Summary("ipv4, ipv6, or both; default: both") List<Family> families,
        @Default("300ms") @Min("0s") @Max("1h") @Summary("how long to wait for IPv4 when IPv6 is there first, since many servers have only IPv4") Duration ip4Wait,
        @Default("8s") @Min("0s") @Max("1h") @Summary("how long to wait for the boot file of the second family when the first has an address but no boot file") Duration joining) {}
