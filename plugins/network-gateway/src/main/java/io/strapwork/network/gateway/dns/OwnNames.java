package io.strapwork.network.gateway.dns;

import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Names that the gateway answers for itself. */
public final class OwnNames {
    private static final String DOMAIN = "strapwork";

    private final Map<String, List<InetAddress>> addresses;
    private final Map<String, String> names = new HashMap<>();

    /** @param addresses by name, without the last dot; two names of one address: the lesser is the one found by address */
    public OwnNames(Map<String, List<InetAddress>> addresses) {
        var byName = new HashMap<String, List<InetAddress>>();
        addresses.forEach((name, all) -> byName.put(name.toLowerCase(Locale.ROOT), List.copyOf(all)));
        this.addresses = Map.copyOf(byName);
        byName.forEach(
                (name, all) -> all.forEach(address -> names.merge(reverse(address), name, (a, b) -> a.compareTo(b) < 0 ? a : b)));
    }

    /** RFC 1035 section 3.5; of IPv6 RFC 3596 section 2.5. */
    private static String reverse(InetAddress address) {
        byte[] bytes = address.getAddress();
        var name = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (address instanceof Inet4Address) {
                name.append(bytes[i] & 0xff).append('.');
            } else {
                name.append(Character.forDigit(bytes[i] & 0xf, 16)).append('.').append(Character.forDigit(bytes[i] >> 4 & 0xf, 16))
                        .append('.');
            }
        }
        return name.append(address instanceof Inet4Address ? "in-addr.arpa" : "ip6.arpa").toString();
    }

    /**
     * Empty when another server has to be asked.
     *
     * @param name in lower case, without the last dot
     */
    Optional<NameAnswer> answer(String name, DnsRecordType type) {
        List<InetAddress> known = addresses.get(name);
        if (known != null) {
            boolean any = type.equals(DnsRecordType.ANY);
            return Optional.of(new NameAnswer(DnsResponseCode.NOERROR,
                    known.stream().map(address -> new NameAnswer.Data(type(address), address.getAddress()))
                            .filter(data -> any || data.type().equals(type)).toList()));
        }
        String pointer = names.get(name);
        if (pointer != null) {
            boolean asked = type.equals(DnsRecordType.PTR) || type.equals(DnsRecordType.ANY);
            return Optional.of(new NameAnswer(DnsResponseCode.NOERROR,
                    asked ? List.of(new NameAnswer.Data(DnsRecordType.PTR, labels(pointer))) : List.of()));
        }
        return name.equals(DOMAIN) || name.endsWith("." + DOMAIN) ? Optional.of(NameAnswer.of(DnsResponseCode.NXDOMAIN)) : Optional.empty();
    }

    private static DnsRecordType type(InetAddress address) {
        return address instanceof Inet4Address ? DnsRecordType.A : DnsRecordType.AAAA;
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
