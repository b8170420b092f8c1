package io.strapwork.network.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.LastHttpContent;
import io.strapwork.network.gateway.folder.ServedFile;
import java.io.EOFException;
import java.io.IOException;

/** One range of a file on its way out, read as fast as the channel takes it. On the channel's event loop. */
final class FileBody implements AutoCloseable {
    /** Read by one system call and sliced by TCP; large, because it is the unit of all per-write work on the way. */
    private static final int CHUNK_BYTES = 256 * 1024;

    private final ServedFile file;
    private long position;
    private final long end;
    private boolean pumping;

    FileBody(ServedFile file, ByteRange range) {
        this.file = file;
        this.position = range.start();
        this.end = range.end();
    }

    /**
     * Writes while the channel is writable; to be called again when it has become so.
     *
     * @return whether all of it has been written, with the end of the message
     * @throws IOException when the file can't be read, or became shorter
     */
    boolean pump(ChannelHandlerContext context) throws IOException {
        if (pumping) {
            return false;
        }
        pumping = true;
        try {
            while (position < end && context.channel().isWritable()) {
                context.write(read(context));
                context.flush();
            }
            if (position < end) {
                return false;
            }
            context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            return true;
        } finally {
            pumping = false;
        }
    }

    private ByteBuf read(ChannelHandlerContext context) throws IOException {
        int length = (int) Math.min(CHUNK_BYTES, end - position);
        ByteBuf chunk = context.alloc().directBuffer(length);
        try {
            while (chunk.readableBytes() < length) {
                int count = chunk.writeBytes(file.channel(), position, length - chunk.readableBytes());
                if (count < 0) {
                    throw new EOFException("the file shrank while it was sent");
                }
                position += count;
            }
            return chunk.retain();
        } finally {
            chunk.release();
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
