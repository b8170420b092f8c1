package io.strapwork.address.ip6;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import io.strapwork.network.inet.dhcp.ClientIdentity;
import java.time.Duration;
import java.util.Optional;

/** Options of {@code [address]} with {@code use = "slaac"}, {@code "dhcp6"} or {@code "ip6"}. */
@Options
public record Ip6Options(
        @Default("60s") @Min("1ms") @Max("24h") @Summary("how long to wait for an address in total") Duration patience,
        @Default("eui64") @Summary("how addresses end: with the card's address (eui64), or with a number that does not reveal it (stable, RFC 7217)") IdentifierKind identifier,
        @Summary("secret to derive stable identifiers from, so that nobody else can compute them") Optional<String> secret,
        @Summary("firmware to identify as, in options 15, 16, 61 and 62 of DHCPv6; default: the machine's") Optional<ClientIdentity> identity,
        @Summary("vendor class (option 16); default: the identity's") Optional<String> vendorClass,
        @Min("0") @Max("65535") @Summary("client system architecture (option 61); default: the identity's") Optional<Integer> clientArchitecture,
        @Default("false") @Summary("release a leased address when the boot ends, even though the kernel may use it") boolean release) {}
