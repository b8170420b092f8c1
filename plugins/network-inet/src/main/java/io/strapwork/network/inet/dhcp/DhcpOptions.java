package io.strapwork.network.inet.dhcp;

import io.strapwork.api.stack.IpConfiguration.Route;
import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Options by number, their parts joined (RFC 3396), immutable. The typed accessors are empty when an option is absent or does not have that shape, so
 * that one malformed option of a careless server costs that option only.
 */
public final class DhcpOptions {
    public static final DhcpOptions NONE = new DhcpOptions(new TreeMap<>());
    /** RFC 2131 3.3: infinity. */
    private static final int FOREVER = -1;

    private final SortedMap<Integer, byte[]> values;

    private DhcpOptions(SortedMap<Integer, byte[]> values) {
        this.values = values;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** These options, to be changed. */
    public Builder toBuilder() {
        var builder = new Builder();
        values.forEach(builder::bytes);
        return builder;
    }

    /** A copy of all options, raw; what {@link io.strapwork.api.address.Lease#options()} wants. */
    public SortedMap<Integer, byte[]> toMap() {
        var copy = new TreeMap<Integer, byte[]>();
        values.forEach((number, value) -> copy.put(number, value.clone()));
        return copy;
    }

    public Set<Integer> numbers() {
        return Collections.unmodifiableSet(values.keySet());
    }

    public boolean has(int option) {
        return values.containsKey(option);
    }

    public Optional<byte[]> bytes(int option) {
        return Optional.ofNullable(values.get(option)).map(byte[]::clone);
    }

    /** Without trailing zero bytes; empty also when there is a control character in it. */
    public Optional<String> text(int option) {
        return Optional.ofNullable(values.get(option)).flatMap(DhcpOptions::text);
    }

    static Optional<String> text(byte[] value) {
        int length = value.length;
        while (length > 0 && value[length - 1] == 0) {
            length--;
        }
        var text = new String(value, 0, length, StandardCharsets.UTF_8);
        return text.isEmpty() || text.chars().anyMatch(Character::isISOControl) ? Optional.empty() : Optional.of(text);
    }

    public Optional<Inet4Address> address(int option) {
        return sized(option, 4).map(value -> Ipv4Bytes.address(Ipv4Bytes.number(value, 0, 4)));
    }

    /** Never partly: empty when the length is not a multiple of four. */
    public List<Inet4Address> addresses(int option) {
        byte[] value = values.get(option);
        if (value == null || value.length % 4 != 0) {
            return List.of();
        }
        var addresses = new ArrayList<Inet4Address>(value.length / 4);
        for (int i = 0; i < value.length; i += 4) {
            addresses.add(Ipv4Bytes.address(Ipv4Bytes.number(value, i, 4)));
        }
        return addresses;
    }

    public OptionalInt unsignedByte(int option) {
        return number(option, 1);
    }

    public OptionalInt unsignedShort(int option) {
        return number(option, 2);
    }

    /** Lists of 16-bit numbers, such as the client architectures of option 93. */
    public List<Integer> unsignedShorts(int option) {
        byte[] value = values.get(option);
        if (value == null || value.length % 2 != 0) {
            return List.of();
        }
        var numbers = new ArrayList<Integer>(value.length / 2);
        for (int i = 0; i < value.length; i += 2) {
            numbers.add(Ipv4Bytes.number(value, i, 2));
        }
        return numbers;
    }

    /** 32-bit seconds; {@link Optional#empty} also when they mean forever, which {@link #isForever} tells apart. */
    public Optional<Duration> seconds(int option) {
        return sized(option, 4).map(value -> Ipv4Bytes.number(value, 0, 4)).filter(seconds -> seconds != FOREVER)
                .map(seconds -> Duration.ofSeconds(Integer.toUnsignedLong(seconds)));
    }

    public boolean isForever(int option) {
        return sized(option, 4).filter(value -> Ipv4Bytes.number(value, 0, 4) == FOREVER).isPresent();
    }

    public Optional<DhcpMessageType> messageType() {
        OptionalInt number = unsignedByte(DhcpOption.MESSAGE_TYPE);
        return number.isPresent() ? DhcpMessageType.of(number.getAsInt()) : Optional.empty();
    }

    /** Option 1 as a prefix length; empty when its bits have gaps. */
    public OptionalInt prefix() {
        Optional<byte[]> mask = sized(DhcpOption.SUBNET_MASK, 4);
        if (mask.isEmpty()) {
            return OptionalInt.empty();
        }
        int bits = Ipv4Bytes.number(mask.get(), 0, 4);
        int prefix = Integer.bitCount(bits);
        return bits == mask(prefix) ? OptionalInt.of(prefix) : OptionalInt.empty();
    }

    /** Option 55 in the order asked. */
    public List<Integer> requested() {
        byte[] value = values.get(DhcpOption.PARAMETER_REQUEST_LIST);
        if (value == null) {
            return List.of();
        }
        var numbers = new ArrayList<Integer>(value.length);
        for (byte number : value) {
            numbers.add(number & 0xff);
        }
        return numbers;
    }

    /** Option 121 (RFC 3442); empty when any part of it is malformed. */
    public List<Route> classlessRoutes() {
        byte[] value = values.get(DhcpOption.CLASSLESS_ROUTES);
        if (value == null) {
            return List.of();
        }
        var routes = new ArrayList<Route>();
        for (int i = 0; i < value.length;) {
            int prefix = value[i++] & 0xff;
            int significant = (prefix + 7) / 8;
            if (prefix > 32 || i + significant + 4 > value.length) {
                return List.of();
            }
            int network = Ipv4Bytes.number(Arrays.copyOf(Arrays.copyOfRange(value, i, i + significant), 4), 0, 4) & mask(prefix);
            routes.add(Route.via(Ipv4Bytes.address(network), prefix,
                    Ipv4Bytes.address(Ipv4Bytes.number(value, i + significant, 4))));
            i += significant + 4;
        }
        return routes;
    }

    /** Option 33: host routes. Pairs for 0.0.0.0 are ignored, as RFC 2132 5.8 requires. */
    public List<Route> staticRoutes() {
        List<Inet4Address> pairs = addresses(DhcpOption.STATIC_ROUTES);
        if (pairs.size() % 2 != 0) {
            return List.of();
        }
        var routes = new ArrayList<Route>();
        for (int i = 0; i < pairs.size(); i += 2) {
            if (!pairs.get(i).isAnyLocalAddress()) {
                routes.add(Route.via(pairs.get(i), 32, pairs.get(i + 1)));
            }
        }
        return routes;
    }

    byte[] raw(int option) {
        byte[] value = values.get(option);
        return value == null ? new byte[0] : value;
    }

    private OptionalInt number(int option, int length) {
        byte[] value = values.get(option);
        return value == null || value.length != length
                ? OptionalInt.empty()
                : OptionalInt.of(Ipv4Bytes.number(value, 0, length));
    }

    private Optional<byte[]> sized(int option, int length) {
        return Optional.ofNullable(values.get(option)).filter(value -> value.length == length);
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << 32 - prefix;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DhcpOptions that && values.keySet().equals(that.values.keySet())
                && values.entrySet().stream().allMatch(entry -> Arrays.equals(entry.getValue(), that.values.get(entry.getKey())));
    }

    @Override
    public int hashCode() {
        return values.entrySet().stream().mapToInt(entry -> entry.getKey() * 31 + Arrays.hashCode(entry.getValue())).sum();
    }

    /** {@code {53=01, 54=0a000202}}. */
    @Override
    public String toString() {
        return values.entrySet().stream().map(entry -> entry.getKey() + "=" + HexFormat.of().formatHex(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** Collects options; a later value of a number replaces the earlier. An option number is 1 to 254. */
    public static final class Builder {
        private final SortedMap<Integer, byte[]> values = new TreeMap<>();

        private Builder() {}

        public Builder bytes(int option, byte... value) {
            if (option <= DhcpOption.PAD || option >= DhcpOption.END || option == DhcpOption.OVERLOAD) {
                throw new IllegalArgumentException("this option can't be set: " + option);
            }
            values.put(option, value.clone());
            return this;
        }

        public Builder text(int option, String value) {
            return bytes(option, value.getBytes(StandardCharsets.UTF_8));
        }

        public Builder addresses(int option, Collection<Inet4Address> addresses) {
            var value = new ByteArrayOutputStream();
            addresses.forEach(address -> value.writeBytes(address.getAddress()));
            return bytes(option, value.toByteArray());
        }

        public Builder addresses(int option, Inet4Address... addresses) {
            return addresses(option, List.of(addresses));
        }

        public Builder unsignedByte(int option, int value) {
            return bytes(option, (byte) value);
        }

        public Builder unsignedShorts(int option, int... numbers) {
            var value = new ByteArrayOutputStream();
            for (int number : numbers) {
                value.writeBytes(Ipv4Bytes.bytes(number, 2));
            }
            return bytes(option, value.toByteArray());
        }

        /** Capped below the value that means forever. */
        public Builder seconds(int option, Duration value) {
            return bytes(option, Ipv4Bytes.bytes((int) Math.clamp(value.toSeconds(), 0, 0xffff_fffeL), 4));
        }

        public Builder forever(int option) {
            return bytes(option, Ipv4Bytes.bytes(FOREVER, 4));
        }

        public Builder messageType(DhcpMessageType type) {
            return unsignedByte(DhcpOption.MESSAGE_TYPE, type.number());
        }

        /** Option 1. */
        public Builder prefix(int prefix) {
            return bytes(DhcpOption.SUBNET_MASK, Ipv4Bytes.bytes(mask(prefix), 4));
        }

        /** Option 55. */
        public Builder request(int... numbers) {
            var value = new byte[numbers.length];
            for (int i = 0; i < numbers.length; i++) {
                value[i] = (byte) numbers[i];
            }
            return bytes(DhcpOption.PARAMETER_REQUEST_LIST, value);
        }

        /** Option 121. @throws IllegalArgumentException for a route of IPv6, which has no place in it */
        public Builder classlessRoutes(Collection<Route> routes) {
            var value = new ByteArrayOutputStream();
            for (Route route : routes) {
                if (!route.isIp4()) {
                    throw new IllegalArgumentException("DHCP carries IPv4 routes only, not " + route);
                }
                value.write(route.prefix());
                value.write(route.network().getAddress(), 0, (route.prefix() + 7) / 8);
                value.writeBytes(route.gateway().map(InetAddress::getAddress).orElse(new byte[4]));
            }
            return bytes(DhcpOption.CLASSLESS_ROUTES, value.toByteArray());
        }

        public Builder putAll(Map<Integer, byte[]> options) {
            options.forEach(this::bytes);
            return this;
        }

        public Builder remove(int option) {
            values.remove(option);
            return this;
        }

        public DhcpOptions build() {
            return new DhcpOptions(new TreeMap<>(values));
        }
    }
}
