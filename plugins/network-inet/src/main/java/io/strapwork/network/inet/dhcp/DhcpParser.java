package io.strapwork.network.inet.dhcp;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.link.MacAddress;
import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Bytes to {@link DhcpMessage}. */
final class DhcpParser {
    private static final int MAC_BYTES = 6;

    private final Map<Integer, ByteArrayOutputStream> parts = new TreeMap<>();

    private DhcpParser() {}

    static DhcpMessage parse(ByteBuf payload) throws DhcpFormatException {
        ByteBuf in = payload.slice();
        if (in.readableBytes() < DhcpMessage.OPTIONS_OFFSET) {
            throw new DhcpFormatException("only " + in.readableBytes() + " bytes");
        }
        int op = in.getUnsignedByte(0);
        if (op != 1 && op != 2) {
            throw new DhcpFormatException("operation " + op);
        }
        if (in.getUnsignedByte(1) != DhcpMessage.ETHERNET || in.getUnsignedByte(2) != MAC_BYTES) {
            throw new DhcpFormatException(
                    "hardware type " + in.getUnsignedByte(1) + " with addresses of " + in.getUnsignedByte(2) + " bytes");
        }
        if (in.getInt(DhcpMessage.COOKIE_OFFSET) != DhcpMessage.COOKIE) {
            throw new DhcpFormatException("no magic cookie: plain BOOTP");
        }
        var parser = new DhcpParser();
        parser.options(in, DhcpMessage.OPTIONS_OFFSET, in.readableBytes());
        int overload = parser.overload();
        if ((overload & 1) != 0) {
            parser.options(in, DhcpMessage.FILE_OFFSET, DhcpMessage.COOKIE_OFFSET);
        }
        if ((overload & 2) != 0) {
            parser.options(in, DhcpMessage.SERVER_NAME_OFFSET, DhcpMessage.FILE_OFFSET);
        }
        String serverName = (overload & 2) != 0 ? "" : text(in, DhcpMessage.SERVER_NAME_OFFSET, DhcpMessage.SERVER_NAME_BYTES);
        String file = (overload & 1) != 0 ? "" : text(in, DhcpMessage.FILE_OFFSET, DhcpMessage.FILE_BYTES);
        var client = new MacAddress(in.getLong(28) >>> 16);
        return new DhcpMessage(op == 2, in.getUnsignedByte(3), in.getInt(4), in.getUnsignedShort(8),
                (in.getUnsignedShort(10) & DhcpMessage.BROADCAST_FLAG) != 0, address(in, 12), address(in, 16), address(in, 20),
                address(in, 24),
                client, serverName, file, parser.options());
    }

    private void options(ByteBuf in, int start, int end) throws DhcpFormatException {
        for (int i = start; i < end;) {
            int number = in.getUnsignedByte(i++);
            if (number == DhcpOption.END) {
                return;
            }
            if (number == DhcpOption.PAD) {
                continue;
            }
            if (i == end || i + 1 + in.getUnsignedByte(i) > end) {
                throw new DhcpFormatException("option " + number + " at byte " + (i - 1) + " is cut off");
            }
            int length = in.getUnsignedByte(i++);
            var value = new byte[length];
            in.getBytes(i, value);
            parts.computeIfAbsent(number, _ -> new ByteArrayOutputStream()).writeBytes(value);
            i += length;
        }
    }

    private int overload() throws DhcpFormatException {
        ByteArrayOutputStream value = parts.remove(DhcpOption.OVERLOAD);
        if (value == null) {
            return 0;
        }
        byte[] bytes = value.toByteArray();
        if (bytes.length != 1 || bytes[0] < 1 || bytes[0] > 3) {
            throw new DhcpFormatException("option 52 is none of 1, 2, 3");
        }
        return bytes[0];
    }

    private DhcpOptions options() {
        // An overload option inside the overloaded fields means nothing.
        parts.remove(DhcpOption.OVERLOAD);
        var builder = DhcpOptions.builder();
        parts.forEach((number, value) -> builder.bytes(number, value.toByteArray()));
        return builder.build();
    }

    private static Inet4Address address(ByteBuf in, int offset) {
        return Ipv4Bytes.address(in.getInt(offset));
    }

    /** Up to the first zero byte; empty where it isn't plain text, and where the zero byte is missing the last character is not believed. */
    private static String text(ByteBuf in, int offset, int length) {
        int end = in.indexOf(offset, offset + length - 1, (byte) 0);
        var bytes = new byte[(end < 0 ? offset + length - 1 : end) - offset];
        in.getBytes(offset, bytes);
        // Undecodable bytes grow when they are replaced: ask again whether it fits.
        return DhcpOptions.text(bytes).filter(text -> text.getBytes(StandardCharsets.UTF_8).length < length).orElse("");
    }
}
