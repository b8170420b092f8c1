package ${package};

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.util.Map;
import java.util.Optional;

/** What a profile may set in {@code [address]}. */
@Options
public record ${className}Options(@Summary("for each card, its Ethernet address and its IPv4 address") Map<String, String> hosts,
        @Default("24") @Min("8") @Max("30") @Summary("prefix length of the network") int prefix,
        @Summary("the router, such as \"10.0.2.2\"") Optional<String> gateway) {}
