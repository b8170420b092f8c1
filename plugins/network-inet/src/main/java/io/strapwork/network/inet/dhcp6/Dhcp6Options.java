package io.strapwork.network.inet.dhcp6;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.strapwork.network.inet.wire.DomainNames;
import io.strapwork.network.inet.wire.Ip6Address;
import io.strapwork.network.inet.wire.MalformedException;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Options in the order of a message, immutable. The typed accessors are empty when an option is absent or does not have that shape, so that one malformed option of a careless server costs that
 * option only; of options that may be there once, they take the first.
 */
public final class Dhcp6Options {
    public static final Dhcp6Options NONE = new Dhcp6Options(List.of());
    private static final int HEADER = 4;
    private static final int LONGEST = 0xffff;
    /** Options of one message, or in one option: more than any server sends. */
    private static final int MOST = 256;
    private static final int TEXT_LIMIT = 200;

    private final List<Option> options;

    private Dhcp6Options(List<Option> options) {
        this.options = List.copyOf(options);
    }

    private record Option(int code, byte[] value) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Option(int otherCode, byte[] otherValue) && code == otherCode && Arrays.equals(value, otherValue);
        }

        @Override
        public int hashCode() {
            return 31 * code + Arrays.hashCode(value);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** These options, to be continued. */
    public Builder toBuilder() {
        var builder = new Builder();
        builder.options.addAll(options);
        return builder;
    }

    /** Reads all readable bytes. */
    static Dhcp6Options parse(ByteBuf bytes) throws MalformedException {
        ByteBuf in = bytes.slice();
        var options = new ArrayList<Option>();
        while (in.isReadable()) {
            int at = in.readerIndex();
            if (in.readableBytes() < HEADER || in.readableBytes() < HEADER + in.getUnsignedShort(at + 2)) {
                throw new MalformedException("the DHCPv6 option at byte " + at + " is cut off");
            }
            if (options.size() == MOST) {
                throw new MalformedException("more than " + MOST + " DHCPv6 options");
            }
            int code = in.readUnsignedShort();
            var value = new byte[in.readUnsignedShort()];
            in.readBytes(value);
            options.add(new Option(code, value));
        }
        return new Dhcp6Options(options);
    }

    void write(ByteBuf out) {
        for (Option option : options) {
            out.writeShort(option.code).writeShort(option.value.length).writeBytes(option.value);
        }
    }

    public Set<Integer> codes() {
        var codes = new LinkedHashSet<Integer>();
        options.forEach(option -> codes.add(option.code));
        return codes;
    }

    public boolean has(int code) {
        return first(code).isPresent();
    }

    private Optional<byte[]> first(int code) {
        return options.stream().filter(option -> option.code == code).map(Option::value).findFirst();
    }

    private Optional<byte[]> sized(int code, int length) {
        return first(code).filter(value -> value.length == length);
    }

    public Optional<byte[]> bytes(int code) {
        return first(code).map(byte[]::clone);
    }

    /** The values of all options of that code. */
    List<byte[]> all(int code) {
        return options.stream().filter(option -> option.code == code).map(Option::value).toList();
    }

    /** UTF-8 without trailing zero bytes; empty also when there is a control character in it. */
    public Optional<String> text(int code) {
        return first(code).map(Dhcp6Options::string).filter(Dhcp6Options::isText);
    }

    private static boolean isText(String text) {
        return !text.isEmpty() && text.chars().noneMatch(Character::isISOControl);
    }

    private static String string(byte[] value) {
        int length = value.length;
        while (length > 0 && value[length - 1] == 0) {
            length--;
        }
        return new String(value, 0, length, StandardCharsets.UTF_8);
    }

    public Optional<Duid> duid(int code) {
        return first(code).flatMap(Duid::of);
    }

    /** Never partly: empty when the length is no multiple of 16. */
    public List<Inet6Address> addresses(int code) {
        byte[] value = first(code).orElse(new byte[0]);
        var addresses = new ArrayList<Inet6Address>();
        for (int at = 0; value.length % Ip6Address.LENGTH == 0 && at < value.length; at += Ip6Address.LENGTH) {
            addresses.add(Ip6Address.of(Arrays.copyOfRange(value, at, at + Ip6Address.LENGTH)).toInet());
        }
        return addresses;
    }

    /** @param told what was left out, in words */
    public List<String> domains(int code, Consumer<String> told) {
        return first(code).map(value -> DomainNames.read(value, told)).orElse(List.of());
    }

    public OptionalInt unsignedByte(int code) {
        return sized(code, 1).map(value -> OptionalInt.of(value[0] & 0xff)).orElse(OptionalInt.empty());
    }

    public OptionalInt unsignedShort(int code) {
        return sized(code, 2).map(value -> OptionalInt.of((value[0] & 0xff) << 8 | value[1] & 0xff)).orElse(OptionalInt.empty());
    }

    public OptionalLong unsignedInt(int code) {
        return sized(code, 4).map(value -> OptionalLong.of(Unpooled.wrappedBuffer(value).getUnsignedInt(0))).orElse(OptionalLong.empty());
    }

    /** Lists of 16-bit numbers: the options that a client requests, its architectures. Empty when the length is odd. */
    public List<Integer> unsignedShorts(int code) {
        ByteBuf value = Unpooled.wrappedBuffer(first(code).orElse(new byte[0]));
        var numbers = new ArrayList<Integer>();
        while (value.capacity() % 2 == 0 && value.isReadable()) {
            numbers.add(value.readUnsignedShort());
        }
        return numbers;
    }

    /** Texts with a length of 16 bits before each: user classes (RFC 8415 21.15), boot file parameters (RFC 5970 3.2). Never partly. */
    public List<String> texts(int code) {
        return first(code).map(value -> texts(Unpooled.wrappedBuffer(value))).orElse(List.of());
    }

    private static List<String> texts(ByteBuf value) {
        var texts = new ArrayList<String>();
        while (value.isReadable()) {
            if (value.readableBytes() < 2 || value.readableBytes() < 2 + value.getUnsignedShort(value.readerIndex())) {
                return List.of();
            }
            var bytes = new byte[value.readUnsignedShort()];
            value.readBytes(bytes);
            texts.add(string(bytes));
        }
        return texts.stream().allMatch(Dhcp6Options::isText) ? texts : List.of();
    }

    /** Of the first vendor class option (RFC 8415 21.16), whoever's enterprise it is. */
    public List<String> vendorClass() {
        return first(Dhcp6Option.VENDOR_CLASS).filter(value -> value.length >= 4)
                .map(value -> texts(Unpooled.wrappedBuffer(value).skipBytes(4))).orElse(List.of());
    }

    /** Those that are well-formed. */
    public List<IdentityAssociation> associations() {
        var associations = new ArrayList<IdentityAssociation>();
        for (byte[] value : all(Dhcp6Option.IA_NA)) {
            try {
                associations.add(IdentityAssociation.parse(value));
            } catch (MalformedException e) {
                // as if the option were absent
            }
        }
        return associations;
    }

    /** Empty for success that goes without saying. Of a long text only the start. */
    public Optional<Dhcp6Status> status() {
        return first(Dhcp6Option.STATUS_CODE).filter(value -> value.length >= 2).map(value -> {
            var text = new String(value, 2, value.length - 2, StandardCharsets.UTF_8);
            int end = text.codePointCount(0, text.length()) <= TEXT_LIMIT ? text.length() : text.offsetByCodePoints(0, TEXT_LIMIT);
            return new Dhcp6Status((value[0] & 0xff) << 8 | value[1] & 0xff, text.substring(0, end));
        });
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dhcp6Options that && options.equals(that.options);
    }

    @Override
    public int hashCode() {
        return options.hashCode();
    }

    @Override
    public String toString() {
        return codes().toString();
    }

    /** Collects options in the order in which they are to be sent. */
    public static final class Builder {
        private final List<Option> options = new ArrayList<>();

        private Builder() {}

        /** @throws IllegalArgumentException when that is too long */
        public Builder bytes(int code, byte... value) {
            if ((code & ~0xffff) != 0 || value.length > LONGEST) {
                throw new IllegalArgumentException("option " + code + " of " + value.length + " bytes");
            }
            options.add(new Option(code, value.clone()));
            return this;
        }

        Builder written(int code, Consumer<ByteBuf> writer) {
            ByteBuf value = Unpooled.buffer();
            writer.accept(value);
            return bytes(code, ByteBufUtil.getBytes(value));
        }

        public Builder text(int code, String text) {
            return bytes(code, text.getBytes(StandardCharsets.UTF_8));
        }

        public Builder duid(int code, Duid duid) {
            return bytes(code, duid.toBytes());
        }

        public Builder addresses(int code, List<Inet6Address> addresses) {
            return written(code, out -> addresses.forEach(address -> out.writeBytes(address.getAddress())));
        }

        public Builder domains(int code, List<String> domains) {
            return written(code, out -> DomainNames.write(domains, out));
        }

        public Builder unsignedByte(int code, int value) {
            return bytes(code, (byte) value);
        }

        public Builder unsignedInt(int code, long value) {
            return written(code, out -> out.writeInt((int) value));
        }

        public Builder unsignedShorts(int code, int... values) {
            return written(code, out -> Arrays.stream(values).forEach(out::writeShort));
        }

        public Builder texts(int code, List<String> texts) {
            return written(code, out -> write(texts, out));
        }

        /** @param enterprise IANA's number */
        public Builder vendorClass(int enterprise, List<String> texts) {
            return written(Dhcp6Option.VENDOR_CLASS, out -> write(texts, out.writeInt(enterprise)));
        }

        private static void write(List<String> texts, ByteBuf out) {
            for (String text : texts) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                if (bytes.length > LONGEST) {
                    throw new IllegalArgumentException("a text of " + bytes.length + " bytes");
                }
                out.writeShort(bytes.length).writeBytes(bytes);
            }
        }

        public Builder association(IdentityAssociation association) {
            return written(Dhcp6Option.IA_NA, association::write);
        }

        public Builder status(Dhcp6Status status) {
            return written(Dhcp6Option.STATUS_CODE,
                    out -> out.writeShort(status.code()).writeBytes(status.text().getBytes(StandardCharsets.UTF_8)));
        }

        public Dhcp6Options build() {
            return options.isEmpty() ? NONE : new Dhcp6Options(options);
        }
    }
}
