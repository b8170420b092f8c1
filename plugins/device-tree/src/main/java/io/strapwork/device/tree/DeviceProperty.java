package io.strapwork.device.tree;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;

/** A named value of a {@link DeviceNode}, immutable; numbers in it are big-endian (Devicetree Specification 2.2.4). */
public final class DeviceProperty {
    private final String name;
    private final byte[] value;

    private DeviceProperty(String name, byte[] value) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a property name: \"" + name + "\"");
        }
        this.name = name;
        this.value = value;
    }

    /** A copy of these bytes. */
    public static DeviceProperty bytes(String name, byte... value) {
        return new DeviceProperty(name, value.clone());
    }

    /** Whose presence is its meaning. */
    public static DeviceProperty flag(String name) {
        return new DeviceProperty(name, new byte[0]);
    }

    /** One or more NUL-terminated strings ({@code <stringlist>}), in UTF-8. */
    public static DeviceProperty text(String name, String... texts) {
        return new DeviceProperty(name, (String.join("\0", texts) + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** 32-bit cells. */
    public static DeviceProperty cells(String name, int... cells) {
        var value = ByteBuffer.allocate(4 * cells.length);
        for (int cell : cells) {
            value.putInt(cell);
        }
        return new DeviceProperty(name, value.array());
    }

    /** 64-bit numbers, two cells each. */
    public static DeviceProperty wide(String name, long... numbers) {
        var value = ByteBuffer.allocate(8 * numbers.length);
        for (long number : numbers) {
            value.putLong(number);
        }
        return new DeviceProperty(name, value.array());
    }

    public String name() {
        return name;
    }

    /** A copy. */
    public byte[] value() {
        return value.clone();
    }

    /** One number of one or two cells; empty when the value has another length. */
    public OptionalLong number() {
        return switch (value.length) {
            case 4 -> OptionalLong.of(Integer.toUnsignedLong(ByteBuffer.wrap(value).getInt()));
            case 8 -> OptionalLong.of(ByteBuffer.wrap(value).getLong());
            default -> OptionalLong.empty();
        };
    }

    int length() {
        return value.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeviceProperty that && name.equals(that.name) && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return name + " = " + HexFormat.of().formatHex(value);
    }
}
