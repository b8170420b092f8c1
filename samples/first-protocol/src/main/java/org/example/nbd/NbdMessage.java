package org.example.nbd;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** What a server sends, checked once. Numbers are big-endian. */
sealed interface NbdMessage {
    long GREETING = 0x4e42444d41474943L;
    long OPTION_MAGIC = 0x49484156454f5054L;
    long OLD_STYLE = 0x0000420281861253L;
    long REPLY_MAGIC = 0x0003e889045565a9L;
    int SIMPLE_REPLY = 0x67446698;
    int STRUCTURED_REPLY = 0x668e33ef;

    int INFO_EXPORT = 0;
    int INFO_BLOCK_SIZE = 3;

    /** What comes next, and how long it is. */
    record Awaited(Frame frame, int bytes) {}

    enum Frame {
        GREETING, OPTION_REPLY, OPTION_DATA, EXPORT, REPLY, SIMPLE, CHUNK, PAYLOAD
    }

    record Greeting(boolean fixed, boolean noZeroes) implements NbdMessage {}

    /** Such a server names no exports. */
    record OldStyle() implements NbdMessage {}

    /** @param length of the data behind it */
    record OptionReply(long option, long type, long length) implements NbdMessage {}

    /** Behind an option reply: an NBD_REP_INFO of type NBD_INFO_EXPORT, or what NBD_OPT_EXPORT_NAME is answered with. */
    record Export(long size, int flags) implements NbdMessage {}

    /** NBD_INFO_BLOCK_SIZE. */
    record BlockSize(long minimum, long preferred, long maximum) implements NbdMessage {}

    /** Another information, or an error's text. */
    record Text(String text) implements NbdMessage {}

    record Reply(boolean structured) implements NbdMessage {}

    record Simple(long error, long cookie) implements NbdMessage {}

    record Chunk(boolean done, int type, long cookie, long length) implements NbdMessage {}

    /** The payload is in the frame. */
    record Payload() implements NbdMessage {}

    record Malformed(String reason) implements NbdMessage {}

    /** @param frame as many bytes as awaited; it may be read */
    static NbdMessage parse(Frame awaited, ByteBuf frame, boolean isInfo) {
        return switch (awaited) {
            case GREETING -> greeting(frame);
            case OPTION_REPLY -> frame.readLong() == REPLY_MAGIC
                    ? new OptionReply(frame.readUnsignedInt(), frame.readUnsignedInt(), frame.readUnsignedInt())
                    : new Malformed("an answer to an option has the wrong magic number");
            case OPTION_DATA -> isInfo ? info(frame) : text(frame);
            case EXPORT -> new Export(frame.readLong(), frame.readUnsignedShort());
            case REPLY -> switch (frame.readInt()) {
                case SIMPLE_REPLY -> new Reply(false);
                case STRUCTURED_REPLY -> new Reply(true);
                default -> new Malformed("a reply has the wrong magic number");
            };
            case SIMPLE -> new Simple(frame.readUnsignedInt(), frame.readLong());
            case CHUNK ->
                new Chunk((frame.readUnsignedShort() & 1) != 0, frame.readUnsignedShort(), frame.readLong(), frame.readUnsignedInt());
            case PAYLOAD -> new Payload();
        };
    }

    private static NbdMessage greeting(ByteBuf frame) {
        if (frame.readLong() != GREETING) {
            return new Malformed("");
        }
        long style = frame.readLong();
        if (style == OLD_STYLE) {
            return new OldStyle();
        }
        int flags = frame.readUnsignedShort();
        return style == OPTION_MAGIC ? new Greeting((flags & 1) != 0, (flags & 2) != 0) : new Malformed("");
    }

    private static NbdMessage info(ByteBuf frame) {
        if (frame.readableBytes() < 2) {
            return new Malformed("an information without a type");
        }
        return switch (frame.readUnsignedShort()) {
            case INFO_EXPORT -> frame.readableBytes() == 10
                    ? new Export(frame.readLong(), frame.readUnsignedShort())
                    : new Malformed("the export's size comes in " + frame.readableBytes() + " bytes instead of 10");
            case INFO_BLOCK_SIZE -> frame.readableBytes() == 12
                    ? new BlockSize(frame.readUnsignedInt(), frame.readUnsignedInt(), frame.readUnsignedInt())
                    : new Malformed("the block sizes come in " + frame.readableBytes() + " bytes instead of 12");
            default -> text(frame);
        };
    }

    private static NbdMessage text(ByteBuf frame) {
        return new Text(frame.readString(frame.readableBytes(), StandardCharsets.UTF_8));
    }
}
