package io.strapwork.api.fetch;

import java.util.List;
import org.apiguardian.api.API;

/**
 * The servers that the profile itself names, for a protocol's constructor: secrets of the profile are for these, never for one that DHCP, a redirect or a menu has named. Immutable.
 *
 * @param parts what the profile fetches
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record ProfileOrigins(List<BootUri> parts) {
    public ProfileOrigins {
        parts = List.copyOf(parts);
    }

    /** Whether scheme, host and port are those of a part (RFC 6454 5). @param usualPort of the scheme, where none is written */
    public boolean include(BootUri uri, int usualPort) {
        return parts.stream().anyMatch(part -> part.scheme().equals(uri.scheme()) && part.host().equals(uri.host())
                && part.port().orElse(usualPort) == uri.port().orElse(usualPort));
    }
}
