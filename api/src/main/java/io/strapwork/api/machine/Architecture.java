package io.strapwork.api.machine;

import java.util.Optional;
import org.apiguardian.api.API;

/** An instruction set and its boot conventions. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public enum Architecture {
    S390X("s390x", "ccw"), PPC64("ppc64", "pci"), X86_64("x86_64", "pci");

    private final String id;
    private final String usualBus;

    Architecture(String id, String usualBus) {
        this.id = id;
        this.usualBus = usualBus;
    }

    /** As written in a profile. */
    public String id() {
        return id;
    }

    /** The {@link DeviceBus#kind()} that real machines of this architecture have. */
    public String usualBus() {
        return usualBus;
    }

    public static Optional<Architecture> byId(String id) {
        for (Architecture architecture : values()) {
            if (architecture.id.equals(id)) {
                return Optional.of(architecture);
            }
        }
        return Optional.empty();
    }
}
