package org.example.nbd;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** What a client sends. */
sealed interface NbdRequest {
    int EXPORT_NAME = 1;
    int ABORT = 2;
    int GO = 7;
    int STRUCTURED_REPLY = 8;

    /** @param flags NBD_FLAG_C_FIXED_NEWSTYLE 1, NBD_FLAG_C_NO_ZEROES 2 */
    record ClientFlags(int flags) implements NbdRequest {}

    /** An option without data. */
    record Option(int option) implements NbdRequest {}

    /** NBD_OPT_GO, which asks for the block sizes, too. */
    record Go(String export) implements NbdRequest {}

    /** NBD_OPT_EXPORT_NAME: the old way, without an answer to a refusal. */
    record ExportName(String export) implements NbdRequest {}

    /** @param whole the answer may not come in pieces (NBD_CMD_FLAG_DF) */
    record Read(long cookie, long offset, int bytes, boolean whole) implements NbdRequest {}

    record Disconnect() implements NbdRequest {}

    default ByteBuf encode(ByteBufAllocator allocator) {
        return switch (this) {
            case ClientFlags(int flags) -> allocator.buffer(4).writeInt(flags);
            case Option(int option) -> option(allocator, option, 0);
            case Go(String export) -> {
                byte[] name = export.getBytes(StandardCharsets.UTF_8);
                yield option(allocator, GO, 4 + name.length + 4).writeInt(name.length).writeBytes(name).writeShort(1)
                        .writeShort(NbdMessage.INFO_BLOCK_SIZE);
            }
            case ExportName(String export) -> {
                byte[] name = export.getBytes(StandardCharsets.UTF_8);
                yield option(allocator, EXPORT_NAME, name.length).writeBytes(name);
            }
            case Read(long cookie, long offset, int bytes, boolean whole) -> command(allocator, whole ? 4 : 0, 0, cookie, offset, bytes);
            case Disconnect() -> command(allocator, 0, 2, 0, 0, 0);
        };
    }

    private static ByteBuf option(ByteBufAllocator allocator, int option, int bytes) {
        return allocator.buffer(16 + bytes).writeLong(NbdMessage.OPTION_MAGIC).writeInt(option).writeInt(bytes);
    }

    private static ByteBuf command(ByteBufAllocator allocator, int flags, int type, long cookie, long offset, int bytes) {
        return allocator.buffer(28).writeInt(0x25609513).writeShort(flags).writeShort(type).writeLong(cookie).writeLong(offset)
                .writeInt(bytes);
    }
}
