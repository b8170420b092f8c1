package io.strapwork.network.gateway.tftp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a server is sent (RFC 1350 5, 2347). */
sealed interface TftpMessage {
    int DATA = 3;
    int ERROR = 5;
    int OPTION_ACKNOWLEDGEMENT = 6;

    /**
     * @param write   asks to write rather than read
     * @param mode    in lower case
     * @param options names in lower case, in the order asked
     */
    record Request(boolean write, String file, String mode, Map<String, String> options) implements TftpMessage {
        public Request {
            options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        }
    }

    /** @param block 0 to 65535 */
    record Acknowledgement(int block) implements TftpMessage {}

    record Failure(int code, String text) implements TftpMessage {}

    /** What the other codes mean (RFC 1350, 2347). */
    enum ErrorCode {
        NOT_DEFINED, FILE_NOT_FOUND, ACCESS_VIOLATION, DISK_FULL, ILLEGAL_OPERATION, UNKNOWN_TRANSFER, FILE_EXISTS, NO_SUCH_USER, OPTION_REFUSED
    }

    /** @throws TftpFormatException when it isn't one of these */
    static TftpMessage parse(ByteBuf payload) throws TftpFormatException {
        return new TftpParser(payload.slice()).parse();
    }

    static void writeError(ByteBuf out, ErrorCode code, String text) {
        out.writeShort(ERROR).writeShort(code.ordinal());
        string(out, text);
    }

    static void writeOptions(ByteBuf out, Map<String, String> options) {
        out.writeShort(OPTION_ACKNOWLEDGEMENT);
        options.forEach((name, value) -> {
            string(out, name);
            string(out, value);
        });
    }

    private static void string(ByteBuf out, String text) {
        out.writeCharSequence(text, StandardCharsets.US_ASCII);
        out.writeByte(0);
    }

    /** Lower case, whatever the locale. */
    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
