package io.strapwork.network.gateway.dns;

import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Names that the gateway answers for itself. */
public final class OwnNames {
    private static final String DOMAIN = "strapwork";

    private final Map<String, Inet4Address> addresses;
    private final Map<String, String> names = new HashMap<>();

    /** @param addresses by name, without the last dot; two names of one address: the lesser is the one found by address */
    public OwnNames(Map<String, Inet4Address> addresses) {
        var byName = new HashMap<String, Inet4Address>();
        addresses.forEach((name, address) -> byName.put(name.toLowerCase(Locale.ROOT), address));
        this.addresses = Map.copyOf(byName);
        byName.forEach((name, address) -> names.merge(reverse(address), name, (a, b) -> a.compareTo(b) < 0 ? a : b));
    }

    private static String reverse(Inet4Address address) {
        byte[] bytes = address.getAddress();
        return (bytes[3] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[0] & 0xff) + ".in-addr.arpa";
    }

    /**
     * Empty when somebody else is to be asked.
     *
     * @param name in lower case, without the last dot
     */
    Optional<NameAnswer> answer(String name, DnsRecordType type) {
        Inet4Address address = addresses.get(name);
        if (address != null) {
            boolean asked = type.equals(DnsRecordType.A) || type.equals(DnsRecordType.ANY);
            return Optional.of(new NameAnswer(DnsResponseCode.NOERROR,
                    asked ? List.of(new NameAnswer.Data(DnsRecordType.A, address.getAddress())) : List.of()));
        }
        String pointer = names.get(name);
        if (pointer != null) {
            boolean asked = type.equals(DnsRecordType.PTR) || type.equals(DnsRecordType.ANY);
            return Optional.of(new NameAnswer(DnsResponseCode.NOERROR,
                    asked ? List.of(new NameAnswer.Data(DnsRecordType.PTR, labels(pointer))) : List.of()));
        }
        return name.equals(DOMAIN) || name.endsWith("." + DOMAIN) ? Optional.of(NameAnswer.of(DnsResponseCode.NXDOMAIN)) : Optional.empty();
    }

    private static byte[] labels(String name) {
        var out = new ByteArrayOutputStream();
        for (String label : name.split("\\.", -1)) {
            byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        out.write(0);
        return out.toByteArray();
    }
}
