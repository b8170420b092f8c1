package io.strapwork.network.inet.dhcp6;

/** Option codes (RFC 8415 21, 3646, 4704, 5970 and the IANA registry). */
public final class Dhcp6Option {
    public static final int CLIENT_IDENTIFIER = 1;
    public static final int SERVER_IDENTIFIER = 2;
    public static final int IA_NA = 3;
    public static final int IA_ADDRESS = 5;
    public static final int OPTION_REQUEST = 6;
    public static final int PREFERENCE = 7;
    public static final int ELAPSED_TIME = 8;
    public static final int UNICAST = 12;
    public static final int STATUS_CODE = 13;
    public static final int RAPID_COMMIT = 14;
    public static final int USER_CLASS = 15;
    public static final int VENDOR_CLASS = 16;
    public static final int VENDOR_OPTIONS = 17;
    public static final int RECONFIGURE_ACCEPT = 20;
    public static final int DNS_SERVERS = 23;
    public static final int DOMAIN_LIST = 24;
    public static final int INFORMATION_REFRESH_TIME = 32;
    public static final int CLIENT_FQDN = 39;
    public static final int BOOT_FILE_URL = 59;
    public static final int BOOT_FILE_PARAMETERS = 60;
    public static final int CLIENT_ARCHITECTURE = 61;
    public static final int CLIENT_NETWORK_INTERFACE = 62;
    public static final int SOL_MAX_RT = 82;
    public static final int INF_MAX_RT = 83;

    private Dhcp6Option() {}
}
