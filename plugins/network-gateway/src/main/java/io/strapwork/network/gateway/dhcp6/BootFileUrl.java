package io.strapwork.network.gateway.dhcp6;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** A boot file as DHCPv6 tells it: by a URL (RFC 5970 section 3.1), whatever the profile has written. */
public final class BootFileUrl {
    private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");
    private static final String PATH_MARKS = "-._~!$&'()*+,;=:@/";

    private BootFileUrl() {}

    /** A URL as it is; for a path one of TFTP (RFC 3617). @param server name or address that has it */
    public static String of(String file, String server) {
        return URL.matcher(file).matches() ? file : "tftp://" + authority(server) + "/" + path(file);
    }

    /** As text that {@link #of} takes. */
    public static String server(Inet6Address address) {
        return NetUtil.toAddressString(address);
    }

    private static String authority(String server) {
        try {
            return InetAddress.ofLiteral(server) instanceof Inet6Address ? "[" + server + "]" : server;
        } catch (IllegalArgumentException e) {
            return server;
        }
    }

    private static String path(String file) {
        var path = new StringBuilder();
        for (byte octet : file.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PATH_MARKS.indexOf(c) >= 0;
            path.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return path.toString();
    }
}
