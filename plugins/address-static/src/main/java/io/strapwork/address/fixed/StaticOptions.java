package io.strapwork.address.fixed;

import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.util.List;
import java.util.Optional;

/** Options of {@code [address]} with {@code use = "static"}. */
@Options
public record StaticOptions(
        @Summary("own address and prefix length, such as \"10.0.2.15/24\" or \"2001:db8::15/64\"") String address,
        @Summary("further own addresses, of either family") List<String> addresses,
        @Summary("the default router, such as \"10.0.2.2\"") Optional<String> gateway,
        @Summary("further routes, such as \"192.168.7.0/24 via 10.0.2.9\" or \"::/0 via fe80::1\"") List<String> routes,
        @Summary("name servers, in order") List<String> dns,
        @Summary("search domain") Optional<String> domain,
        @Min("576") @Max("65535") @Summary("largest IP packet, in bytes") Optional<Integer> mtu) {}
