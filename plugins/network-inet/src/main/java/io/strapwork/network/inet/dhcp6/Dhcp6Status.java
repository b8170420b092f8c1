package io.strapwork.network.inet.dhcp6;

/**
 * How something went (RFC 8415 21.13).
 *
 * @param text the server's words; may have any characters
 */
public record Dhcp6Status(int code, String text) {
    public static final int SUCCESS = 0;
    public static final int UNSPECIFIED_FAILURE = 1;
    public static final int NO_ADDRESSES_AVAILABLE = 2;
    public static final int NO_BINDING = 3;
    public static final int NOT_ON_LINK = 4;
    public static final int USE_MULTICAST = 5;

    /** As the RFC spells it; a number for one that it doesn't know. */
    public String name() {
        return switch (code) {
            case SUCCESS -> "Success";
            case UNSPECIFIED_FAILURE -> "UnspecFail";
            case NO_ADDRESSES_AVAILABLE -> "NoAddrsAvail";
            case NO_BINDING -> "NoBinding";
            case NOT_ON_LINK -> "NotOnLink";
            case USE_MULTICAST -> "UseMulticast";
            default -> "status " + code;
        };
    }
}
