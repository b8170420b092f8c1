package io.strapwork.runtime.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strapwork.api.plugin.Printable;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.InternetChecksum;

/** Frames of any content: seeds are those of real boots, each behind its length of two bytes. */
class NetworkTranscriptFuzzTests {
    private static final int HEADER_CHECKSUM = 14 + 10;

    @FuzzTest
    void anyFrames(byte[] frames) {
        var transcript = new NetworkTranscript(BootClock.system());
        ByteBuf in = Unpooled.wrappedBuffer(frames);
        while (in.readableBytes() >= 2) {
            ByteBuf frame = in.readSlice(Math.min(in.readUnsignedShort(), in.readableBytes()));
            correct(frame);
            transcript.accept(frame);
        }
        assertTrue(transcript.conversations().size() <= 5 * NetworkTranscript.MOST);
        for (Conversation conversation : transcript.conversations()) {
            shown(conversation.title());
            assertTrue(conversation.lines().size() <= 202);
            for (Conversation.Line line : conversation.lines()) {
                shown(line.what());
                line.details().forEach(NetworkTranscriptFuzzTests::shown);
            }
        }
        transcript.sightings();
    }

    private static void shown(String text) {
        assertTrue(text.codePoints().allMatch(Printable::isShown), text);
        assertFalse(text.length() > 2100, text);
    }

    /** A fuzzer has no use for checksums. */
    private static void correct(ByteBuf frame) {
        if (frame.readableBytes() < 34 || frame.getUnsignedShort(12) != 0x0800) {
            return;
        }
        int length = (frame.getUnsignedByte(14) & 15) * 4;
        if (length >= 20 && frame.readableBytes() >= 14 + length) {
            frame.setShort(HEADER_CHECKSUM, 0);
            frame.setShort(HEADER_CHECKSUM, InternetChecksum.finish(InternetChecksum.add(0, frame, 14, length)));
        }
    }
}
