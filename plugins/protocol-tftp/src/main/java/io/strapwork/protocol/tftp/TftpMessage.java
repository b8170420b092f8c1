package io.strapwork.protocol.tftp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.strapwork.api.plugin.Printable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A TFTP packet (RFC 1350 §5, RFC 2347). Parsing never throws: what is not a packet of a reader's transfer is {@link Malformed} with the reason. */
sealed interface TftpMessage {
    int HEADER_BYTES = 4;
    int NOT_DEFINED = 0;
    int FILE_NOT_FOUND = 1;
    int ACCESS_VIOLATION = 2;
    int DISK_FULL = 3;
    int ILLEGAL_OPERATION = 4;
    int UNKNOWN_TRANSFER_ID = 5;
    int OPTIONS_REFUSED = 8;

    /** Longest text of an error packet that is kept. */
    int TEXT_LIMIT = 160;
    /** RFC 2347: a request has at most 512 octets, so its acknowledgement has no reason to be longer. */
    int OPTIONS_LIMIT = 512;

    /** RRQ in octet mode. */
    record ReadRequest(String file, Map<String, String> options) implements TftpMessage {}

    /** The payload stays in the packet, from {@link #HEADER_BYTES} on. */
    record Data(int block, int bytes) implements TftpMessage {}

    record Acknowledgement(int block) implements TftpMessage {}

    /** OACK, names in lower case. */
    record OptionAcknowledgement(Map<String, String> options) implements TftpMessage {}

    /** The text is bounded and free of control characters. */
    record Fault(int code, String text) implements TftpMessage {}

    record Malformed(String reason) implements TftpMessage {}

    /** Leaves the reader index alone. */
    static TftpMessage parse(ByteBuf packet) {
        int start = packet.readerIndex();
        int length = packet.readableBytes();
        if (length < HEADER_BYTES) {
            return length >= 2 && packet.getUnsignedShort(start) == 6
                    ? new OptionAcknowledgement(Map.of())
                    : new Malformed("a packet of " + length + " bytes");
        }
        int operation = packet.getUnsignedShort(start);
        return switch (operation) {
            case 3 -> new Data(packet.getUnsignedShort(start + 2), length - HEADER_BYTES);
            case 4 -> new Acknowledgement(packet.getUnsignedShort(start + 2));
            case 5 -> new Fault(packet.getUnsignedShort(start + 2), readable(packet, start + HEADER_BYTES, length - HEADER_BYTES));
            case 6 -> options(packet, start + 2, length - 2);
            default -> new Malformed("operation " + operation);
        };
    }

    /** A new buffer that the caller owns. */
    default ByteBuf encode(ByteBufAllocator allocator) {
        return switch (this) {
            case ReadRequest request -> {
                ByteBuf out = allocator.buffer(OPTIONS_LIMIT).writeShort(1);
                string(out, request.file);
                string(out, "octet");
                request.options.forEach((name, value) -> {
                    string(out, name);
                    string(out, value);
                });
                yield out;
            }
            case Acknowledgement ack -> allocator.buffer(HEADER_BYTES).writeShort(4).writeShort(ack.block);
            case Fault fault -> {
                ByteBuf out = allocator.buffer(OPTIONS_LIMIT).writeShort(5).writeShort(fault.code);
                string(out, fault.text);
                yield out;
            }
            case Data _,OptionAcknowledgement _,Malformed _ -> throw new IllegalArgumentException("a reader doesn't send " + this);
        };
    }

    private static void string(ByteBuf out, String text) {
        ByteBufUtil.writeUtf8(out, text);
        out.writeByte(0);
    }

    private static TftpMessage options(ByteBuf packet, int from, int length) {
        if (length > OPTIONS_LIMIT) {
            return new Malformed("an option acknowledgement of " + length + " bytes");
        }
        Map<String, String> options = new LinkedHashMap<>();
        int at = from;
        int end = from + length;
        while (at < end) {
            int nameEnd = packet.indexOf(at, end, (byte) 0);
            int valueEnd = nameEnd < 0 ? -1 : packet.indexOf(nameEnd + 1, end, (byte) 0);
            if (valueEnd < 0) {
                return new Malformed("an option acknowledgement that ends inside an option");
            }
            String name = readable(packet, at, nameEnd - at).toLowerCase(Locale.ROOT);
            @Nullable
            String before = options.put(name, readable(packet, nameEnd + 1, valueEnd - nameEnd - 1));
            if (before != null) {
                return new Malformed("an option acknowledgement with \"" + name + "\" twice");
            }
            at = valueEnd + 1;
        }
        return new OptionAcknowledgement(options);
    }

    /** Up to the first NUL; control and format characters become spaces, bytes that are not UTF-8 question marks. */
    private static String readable(ByteBuf packet, int from, int length) {
        int end = packet.indexOf(from, from + length, (byte) 0);
        int bytes = end < 0 ? length : end - from;
        return Printable.line(packet.toString(from, Math.min(bytes, 4 * TEXT_LIMIT), StandardCharsets.UTF_8).replace('\uFFFD', '?'),
                TEXT_LIMIT);
    }
}
