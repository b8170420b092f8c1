package io.strapwork.network.gateway.tftp;

import io.netty.buffer.ByteBuf;
import io.strapwork.network.gateway.folder.ServedFile;
import java.io.EOFException;
import java.io.IOException;

/** A file in blocks. Owns the file. */
interface BlockSource extends AutoCloseable {
    /** The number of the last block, counted from 1; it is shorter than the others, perhaps empty. */
    long blocks();

    /** Appends a block. @throws IOException when the file can't be read or became shorter */
    void write(long number, ByteBuf out) throws IOException;

    @Override
    void close();

    /** Bytes as they are. */
    record Octets(ServedFile file, int blockBytes) implements BlockSource {
        @Override
        public long blocks() {
            return file.size() / blockBytes + 1;
        }

        @Override
        public void write(long number, ByteBuf out) throws IOException {
            long start = (number - 1) * blockBytes;
            int length = (int) Math.min(blockBytes, file.size() - start);
            for (int done = 0; done < length;) {
                int count = out.writeBytes(file.channel(), start + done, length - done);
                if (count < 0) {
                    throw new EOFException("the file shrank");
                }
                done += count;
            }
        }

        @Override
        public void close() {
            file.close();
        }
    }

    /** Bytes already in memory, for netascii. */
    record Text(byte[] bytes, int blockBytes) implements BlockSource {
        private static final int LARGEST = 1 << 20;

        /** RFC 1350 1, RFC 764: a line feed becomes CR LF, a carriage return CR NUL. Closes the file. @throws IOException also when it is larger than 1 MiB, as no text to boot by is */
        static Text of(ServedFile file, int blockBytes) throws IOException {
            try (file) {
                if (file.size() > LARGEST) {
                    throw new IOException("too large for netascii, use octet");
                }
                var plain = new byte[(int) file.size()];
                var buffer = java.nio.ByteBuffer.wrap(plain);
                while (buffer.hasRemaining()) {
                    if (file.channel().read(buffer, buffer.position()) < 0) {
                        throw new EOFException("the file shrank");
                    }
                }
                var out = new java.io.ByteArrayOutputStream(plain.length + plain.length / 16);
                for (byte b : plain) {
                    if (b == '\n') {
                        out.write('\r');
                    }
                    out.write(b);
                    if (b == '\r') {
                        out.write(0);
                    }
                }
                return new Text(out.toByteArray(), blockBytes);
            }
        }

        @Override
        public long blocks() {
            return bytes.length / blockBytes + 1L;
        }

        @Override
        public void write(long number, ByteBuf out) {
            int start = (int) ((number - 1) * blockBytes);
            out.writeBytes(bytes, start, Math.min(blockBytes, bytes.length - start));
        }

        @Override
        public void close() {}
    }
}
