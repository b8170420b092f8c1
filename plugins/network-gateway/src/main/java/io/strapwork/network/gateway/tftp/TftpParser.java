package io.strapwork.network.gateway.tftp;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.plugin.Printable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Bytes to {@link TftpMessage}. */
final class TftpParser {
    private static final int MOST_OPTIONS = 32;
    private static final int LONGEST_MESSAGE = 4096;

    private final ByteBuf in;

    TftpParser(ByteBuf in) {
        this.in = in;
    }

    TftpMessage parse() throws TftpFormatException {
        if (in.readableBytes() < 4 || in.readableBytes() > LONGEST_MESSAGE) {
            throw new TftpFormatException(in.readableBytes() + " bytes");
        }
        int operation = in.readUnsignedShort();
        return switch (operation) {
            case 1, 2 -> new TftpMessage.Request(operation == 2, string(), TftpMessage.lower(string()), options());
            case 4 -> new TftpMessage.Acknowledgement(in.readUnsignedShort());
            case TftpMessage.ERROR -> new TftpMessage.Failure(in.readUnsignedShort(), Printable.line(rest()));
            default -> throw new TftpFormatException("operation " + operation);
        };
    }

    private Map<String, String> options() throws TftpFormatException {
        var options = new LinkedHashMap<String, String>();
        while (in.isReadable()) {
            String name = TftpMessage.lower(string());
            String value = string();
            // The first of a name counts.
            options.putIfAbsent(name, value);
            if (options.size() > MOST_OPTIONS) {
                throw new TftpFormatException("more than " + MOST_OPTIONS + " options");
            }
        }
        return options;
    }

    private String string() throws TftpFormatException {
        int length = in.bytesBefore((byte) 0);
        if (length < 0) {
            throw new TftpFormatException("a string without an end");
        }
        var text = in.readString(length, StandardCharsets.UTF_8);
        in.skipBytes(1);
        return text;
    }

    /** Some senders leave the zero byte out. */
    private String rest() {
        int length = in.bytesBefore((byte) 0);
        return in.readString(length < 0 ? in.readableBytes() : length, StandardCharsets.UTF_8);
    }
}
