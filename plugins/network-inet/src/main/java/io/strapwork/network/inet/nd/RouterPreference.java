package io.strapwork.network.inet.nd;

/** How good a router is, in its own words (RFC 4191 2.1), best first. */
public enum RouterPreference {
    HIGH(0b01), MEDIUM(0b00), LOW(0b11);

    /** The fourth pattern, which nobody may send. */
    static final int RESERVED = 0b10;

    private final int bits;

    RouterPreference(int bits) {
        this.bits = bits;
    }

    int bits() {
        return bits;
    }

    /** RFC 4191 2.2: the reserved pattern of a router is to be read as {@link #MEDIUM}. */
    static RouterPreference of(int bits) {
        return switch (bits & 3) {
            case 0b01 -> HIGH;
            case 0b11 -> LOW;
            default -> MEDIUM;
        };
    }
}
