package io.strapwork.address.dhcp;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.time.Duration;
import java.util.Optional;

/** Options of {@code [address]} with {@code use = "dhcp"}. */
@Options
public record DhcpClientOptions(
        @Default("60s") @Summary("how long to wait for a lease in all") Duration patience,
        @Default("4s") @Summary("time before the first retransmission; doubles each time") Duration retry,
        @Default("64s") @Summary("the longest time between two transmissions") Duration longestRetry,
        @Summary("host name to tell the server (option 12)") Optional<String> hostName,
        @Summary("whose firmware to be for the server: options 60, 77, 93, 94 and 97; left out: that of the machine") Optional<ClientIdentity> identity,
        @Summary("vendor class (option 60); left out: that of the identity") Optional<String> vendorClass,
        @Summary("client system architecture (option 93); left out: that of the identity") Optional<Integer> clientArchitecture) {}
