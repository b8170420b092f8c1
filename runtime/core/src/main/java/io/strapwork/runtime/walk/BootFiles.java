package io.strapwork.runtime.walk;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileNotThereException;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.PluginCall;
import io.strapwork.runtime.menu.ConfigSource;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** Configurations from the servers of a boot, each over the protocol that its URI's scheme names. */
final class BootFiles implements ConfigSource {
    private final AssembledBoot boot;

    BootFiles(AssembledBoot boot) {
        this.boot = boot;
    }

    @Override
    public Optional<MemorySegment> fetch(BootUri file, long limit) throws FetchException {
        return fetch(file, new SmallSink(limit, false));
    }

    @Override
    public Optional<MemorySegment> head(BootUri file, int bytes) throws FetchException {
        return fetch(file, new SmallSink(bytes, true));
    }

    private Optional<MemorySegment> fetch(BootUri file, SmallSink sink) throws FetchException {
        try {
            BootProtocol protocol = boot.protocol(file.scheme());
            PluginCall.of(protocol, () -> protocol.fetch(file, sink));
        } catch (FileNotThereException e) {
            return Optional.empty();
        } catch (FetchException e) {
            if (sink.isOver()) {
                throw ConfigSource.tooLarge(file, sink.limit, e.attempts());
            }
            if (!sink.isEnough()) {
                throw e;
            }
        }
        return Optional.of(MemorySegment.ofArray(sink.content()).asReadOnly());
    }

    /** No server of the network tells what else it has. */
    @Override
    public List<String> list(BootUri folder) {
        return List.of();
    }

    @Override
    public List<ConfigVolume> volumes() {
        return List.of();
    }

    /** On the heap. The loop writes, the boot's thread reads when the fetch is over. */
    private static final class SmallSink implements ImageSink {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private final long limit;
        private final boolean head;
        private boolean enough;
        private boolean over;

        /** @param head whether what comes behind the limit is not wanted; it is too much otherwise */
        SmallSink(long limit, boolean head) {
            this.limit = limit;
            this.head = head;
        }

        @Override
        public synchronized void expect(long bytes) throws ImageTooLargeException {
            if (!head && bytes > limit) {
                over = true;
                throw new ImageTooLargeException(bytes, limit);
            }
        }

        @Override
        public synchronized void write(ByteBuf data) throws ImageTooLargeException {
            try {
                long room = limit - content.size();
                int taken = (int) Math.min(room, data.readableBytes());
                byte[] bytes = new byte[taken];
                data.readBytes(bytes);
                content.writeBytes(bytes);
                if (data.isReadable()) {
                    enough = head;
                    over = !head;
                    throw new ImageTooLargeException(content.size() + (long) data.readableBytes(), limit);
                }
            } finally {
                data.release();
            }
        }

        @Override
        public synchronized void restart() {
            content.reset();
        }

        @Override
        public synchronized long received() {
            return content.size();
        }

        synchronized boolean isEnough() {
            return enough;
        }

        synchronized boolean isOver() {
            return over;
        }

        synchronized byte[] content() {
            return content.toByteArray();
        }
    }
}
