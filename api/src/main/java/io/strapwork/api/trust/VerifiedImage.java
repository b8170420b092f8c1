package io.strapwork.api.trust;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/** All parts of a boot, each one may be booted. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record VerifiedImage(List<VerifiedPart> parts) {
    public VerifiedImage {
        parts = List.copyOf(parts);
    }

    public Optional<VerifiedPart> part(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }
}
