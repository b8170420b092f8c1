package io.strapwork.runtime.report;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Frames of real boots: a machine that lost two of a hundred, in both families. */
final class SeedFrames {
    private SeedFrames() {}

    static NetworkTranscript read(FrozenClock clock, String... names) {
        var transcript = new NetworkTranscript(clock);
        for (String name : names) {
            try (InputStream in = SeedFrames.class.getResourceAsStream("NetworkTranscriptFuzzTestsInputs/anyFrames/" + name)) {
                ByteBuf all = Unpooled.wrappedBuffer(in.readAllBytes());
                while (all.isReadable()) {
                    transcript.accept(all.readSlice(all.readUnsignedShort()));
                    clock.pass();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return transcript;
    }
}
