package io.strapwork.menu.ipxe;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a setting's bytes are written, as the types of iPXE's core/settings.c. What a type can't write or read is empty. */
enum SettingType {
    STRING, URISTRING, IPV4, IPV6, INT8, INT16, INT32, UINT8, UINT16, UINT32, HEX, HEXHYP, HEXRAW, BASE64, UUID, GUID, BUSDEVFN;

    private static final Map<String, SettingType> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(type -> type.name().toLowerCase(Locale.ROOT), type -> type));
    /** What iPXE's uri_encode escapes where no field of a URI is meant, besides white space and what can't be printed. */
    private static final String RESERVED = "/#:@?=&%";
    private static final int UUID_BYTES = 16;

    static Optional<SettingType> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    Optional<String> format(byte[] raw) {
        return switch (this) {
            case STRING -> Optional.of(text(raw));
            case URISTRING -> Optional.of(escaped(raw));
            case IPV4 -> raw.length < 4 ? Optional.empty() : Optional.of(ipv4(raw));
            case IPV6 -> raw.length < 16 ? Optional.empty() : Optional.of(ipv6(raw));
            case INT8, INT16, INT32 -> number(raw, true).map(BigInteger::toString);
            case UINT8, UINT16, UINT32 -> number(raw, false).map(value -> "0x" + value.toString(16));
            case HEX -> Optional.of(HexFormat.ofDelimiter(":").formatHex(raw));
            case HEXHYP -> Optional.of(HexFormat.ofDelimiter("-").formatHex(raw));
            case HEXRAW -> Optional.of(HexFormat.of().formatHex(raw));
            case BASE64 -> Optional.of(Base64.getEncoder().encodeToString(raw));
            case UUID -> raw.length != UUID_BYTES ? Optional.empty() : Optional.of(uuid(raw));
            case GUID -> raw.length != UUID_BYTES ? Optional.empty() : Optional.of(uuid(mangled(raw)));
            case BUSDEVFN -> number(raw, false).map(value -> busDevFn(value.longValue()));
        };
    }

    Optional<byte[]> parse(String value) {
        return switch (this) {
            case STRING -> Optional.of(value.getBytes(StandardCharsets.UTF_8));
            case URISTRING -> Optional.of(unescaped(value));
            case IPV4 -> addresses(value);
            case IPV6 -> ipv6(value);
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 -> CNumber.parse(value).flatMap(number -> ofNumber(number));
            case HEX -> hex(value, ':');
            case HEXHYP -> hex(value, '-');
            case HEXRAW -> value.matches("([0-9a-fA-F]{2})*") ? Optional.of(HexFormat.of().parseHex(value)) : Optional.empty();
            case BASE64 -> base64(value);
            case UUID -> uuid(value);
            case GUID -> uuid(value).map(SettingType::mangled);
            case BUSDEVFN -> Optional.empty();
        };
    }

    /** What {@code inc} counts; only the integer types have it. */
    Optional<Long> toNumber(byte[] raw) {
        return width() == 0 ? Optional.empty() : number(raw, !name().startsWith("U")).map(BigInteger::longValue);
    }

    Optional<byte[]> ofNumber(long value) {
        if (width() == 0) {
            return Optional.empty();
        }
        var raw = new byte[width()];
        for (int i = 0; i < raw.length; i++) {
            raw[raw.length - 1 - i] = (byte) (value >>> 8 * i);
        }
        return Optional.of(raw);
    }

    private int width() {
        return switch (this) {
            case INT8, UINT8 -> 1;
            case INT16, UINT16 -> 2;
            case INT32, UINT32 -> 4;
            default -> 0;
        };
    }

    private static String text(byte[] raw) {
        String text = new String(raw, StandardCharsets.UTF_8);
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }

    private static String escaped(byte[] raw) {
        var text = new StringBuilder();
        for (byte b : raw) {
            if (b > ' ' && b < 0x7f && RESERVED.indexOf(b) < 0) {
                text.append((char) b);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return text.toString();
    }

    private static byte[] unescaped(String value) {
        byte[] from = value.getBytes(StandardCharsets.UTF_8);
        var raw = new byte[from.length];
        int length = 0;
        for (int i = 0; i < from.length; i++) {
            boolean code = from[i] == '%' && i + 2 < from.length && HexFormat.isHexDigit(from[i + 1]) && HexFormat.isHexDigit(from[i + 2]);
            raw[length++] = code ? (byte) (HexFormat.fromHexDigit(from[i + 1]) << 4 | HexFormat.fromHexDigit(from[i + 2])) : from[i];
            i += code ? 2 : 0;
        }
        return Arrays.copyOf(raw, length);
    }

    private static Optional<BigInteger> number(byte[] raw, boolean signed) {
        if (raw.length == 0) {
            return Optional.of(BigInteger.ZERO);
        }
        BigInteger value = signed ? new BigInteger(raw) : new BigInteger(1, raw);
        return value.bitLength() > 64 ? Optional.empty() : Optional.of(value);
    }

    private static Optional<byte[]> hex(String value, char delimiter) {
        String[] parts = value.split(String.valueOf(delimiter), -1);
        var raw = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].matches("[0-9a-fA-F]{1,2}")) {
                return Optional.empty();
            }
            raw[i] = (byte) Integer.parseInt(parts[i], 16);
        }
        return Optional.of(raw);
    }

    private static Optional<byte[]> base64(String value) {
        try {
            return Optional.of(Base64.getDecoder().decode(value));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String ipv4(byte[] raw) {
        return (raw[0] & 0xff) + "." + (raw[1] & 0xff) + "." + (raw[2] & 0xff) + "." + (raw[3] & 0xff);
    }

    /** One or several, as DHCP's options have them. */
    private static Optional<byte[]> addresses(String value) {
        String[] parts = value.strip().split("[,\\s]+");
        var raw = new byte[4 * parts.length];
        for (int i = 0; i < parts.length; i++) {
            try {
                System.arraycopy(Inet4Address.ofLiteral(parts[i]).getAddress(), 0, raw, 4 * i, 4);
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
        return Optional.of(raw);
    }

    private static Optional<byte[]> ipv6(String value) {
        try {
            return Optional.of(Inet6Address.ofLiteral(value.strip().split("[,\\s]+")[0]).getAddress()).filter(raw -> raw.length == 16);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** RFC 5952: the longest run of zeros is two colons. */
    private static String ipv6(byte[] raw) {
        var groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (raw[2 * i] & 0xff) << 8 | raw[2 * i + 1] & 0xff;
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private static String uuid(byte[] raw) {
        String hex = HexFormat.of().formatHex(raw);
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-" + hex.substring(16, 20) + "-"
                + hex.substring(20);
    }

    private static Optional<byte[]> uuid(String value) {
        String hex = value.replace("-", "");
        return hex.matches("[0-9a-fA-F]{32}") ? Optional.of(HexFormat.of().parseHex(hex)) : Optional.empty();
    }

    /** EFI's and SMBIOS's order of bytes: the first three fields are little-endian. */
    private static byte[] mangled(byte[] raw) {
        int[] order = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
        var mangled = new byte[UUID_BYTES];
        for (int i = 0; i < UUID_BYTES; i++) {
            mangled[i] = raw[order[i]];
        }
        return mangled;
    }

    private static String busDevFn(long value) {
        return String.format(Locale.ROOT, "%04x:%02x:%02x.%x", value >> 16 & 0xffff, value >> 8 & 0xff, value >> 3 & 0x1f, value & 7);
    }
}
