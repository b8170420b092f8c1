package io.strapwork.api.trust;

import java.util.List;
import java.util.Optional;

/** All parts of a boot, each one may be booted. */
public record VerifiedImage(List<VerifiedPart> parts) {
    public VerifiedImage {
        parts = List.copyOf(parts);
    }

    public Optional<VerifiedPart> part(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }
}
