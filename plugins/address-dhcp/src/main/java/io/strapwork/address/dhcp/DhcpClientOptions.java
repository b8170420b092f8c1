package io.strapwork.address.dhcp;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import io.strapwork.network.inet.dhcp.ClientIdentity;
import java.time.Duration;
import java.util.Optional;

/** Options of {@code [address]} with {@code use = "dhcp"}. */
@Options
public record DhcpClientOptions(
        @Default("60s") @Min("1ms") @Max("24h") @Summary("how long to wait for an address in total") Duration patience,
        @Default("4s") @Min("100ms") @Max("1h") @Summary("time before the first retransmission; doubles each time") Duration retry,
        @Default("64s") @Min("100ms") @Max("1h") @Summary("the longest time between two transmissions") Duration longestRetry,
        @Summary("host name to send to the server (option 12)") Optional<String> hostName,
        @Summary("firmware to identify as, in options 60, 77, 93, 94 and 97; default: the machine's") Optional<ClientIdentity> identity,
        @Summary("vendor class (option 60); default: the identity's") Optional<String> vendorClass,
        @Min("0") @Max("65535") @Summary("client system architecture (option 93); default: the identity's") Optional<Integer> clientArchitecture) {}
