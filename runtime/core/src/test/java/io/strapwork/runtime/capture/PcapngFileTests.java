package io.strapwork.runtime.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.time.BootClock;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngFileTests {
    private static final Path FULL = Path.of("/dev/full");

    /** The blocks' types and bodies; each says its length in front and behind. */
    private static List<String> blocks(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        var blocks = new ArrayList<String>();
        while (bytes.hasRemaining()) {
            int type = bytes.getInt();
            int length = bytes.getInt();
            assertEquals(0, length % 4);
            var body = new byte[length - 12];
            bytes.get(body);
            assertEquals(length, bytes.getInt());
            blocks.add(Integer.toHexString(type) + " " + HexFormat.of().formatHex(body));
        }
        return blocks;
    }

    /** Takes the capture's head, and half of what comes next. */
    private static final class SmallDisk extends FileOutputStream {
        private int writes;

        SmallDisk(Path file) throws IOException {
            super(file.toFile());
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writes++;
            super.write(bytes, offset, writes == 1 ? length : length / 2);
            if (writes > 1) {
                throw new IOException("No space left on device");
            }
        }
    }

    /** A device that takes nothing: it is told when the file is made, before any boot. */
    @Test
    void aFullDiskIsToldAtOnce() {
        assumeTrue(Files.exists(FULL));
        assertThrows(IOException.class, () -> new PcapngFile(FULL, "", BootClock.system()));
    }

    /** What is written to after it was full, or closed, throws at nobody and keeps no frame. */
    @Test
    void aFrameThatCantBeWrittenGoesItsWay(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("boot.pcapng");
        var capture = new PcapngFile(new SmallDisk(file), "", BootClock.system());
        ByteBuf frame = Unpooled.wrappedBuffer(new byte[60_000]);
        for (int i = 0; i < 5; i++) {
            capture.accept(frame);
        }
        assertEquals(Optional.of("No space left on device"), capture.failure().map(IOException::getMessage));
        capture.close();
        capture.accept(frame);
        assertEquals(1, frame.refCnt());
        assertEquals(60_000, frame.readableBytes());
        assertEquals(2, blocks(file).size(), "ends with the last whole block");
        frame.release();
    }

    @Test
    void framesHaveTheRoomThatTheyBelongTo(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("boot.pcapng");
        ByteBuf frame = Unpooled.wrappedBuffer(new byte[]{1, 2, 3});
        try (var capture = new PcapngFile(file, "", BootClock.system())) {
            var notes = new CaptureNotes(capture);
            notes.left(Room.MACHINE, "embedded", Duration.ZERO);
            capture.accept(frame);
            capture.accept(frame);
            notes.left(Room.TRANSPORT, "", Duration.ZERO);
            notes.fetching("kernel", "http://h/k\u0007");
            capture.accept(frame);
        }
        List<String> blocks = blocks(file);
        assertEquals(5, blocks.size());
        assertTrue(
                blocks.get(2).endsWith("010203000100" + "0900" + HexFormat.of().formatHex("room link".getBytes()) + "000000" + "00000000"),
                blocks::toString);
        assertTrue(blocks.get(3).endsWith("01020300"), blocks::toString);
        assertTrue(blocks.get(4).contains(HexFormat.of().formatHex("room fetch: kernel http://h/k".getBytes())), blocks::toString);
        assertFalse(blocks.get(4).contains("6b07"), blocks::toString);
        frame.release();
    }

    @Test
    void aCaptureHasTheFramesAndLeavesThem(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("boot.pcapng");
        ByteBuf frame = Unpooled.wrappedBuffer(new byte[]{9, 1, 2, 3}).skipBytes(1);
        try (var capture = new PcapngFile(file, "seed 1", BootClock.system())) {
            capture.accept(frame);
            capture.accept(frame);
            assertEquals(2, capture.frames());
        }
        assertEquals(1, frame.refCnt());
        assertEquals(1, frame.readerIndex());
        List<String> blocks = blocks(file);
        assertEquals(4, blocks.size());
        assertEquals("a0d0d0a 4d3c2b1a01000000ffffffffffffffff" + "01000600" + "736565642031" + "0000" + "00000000", blocks.get(0));
        assertEquals("1 0100000000000000" + "02000500" + "6775657374000000" + "09000100" + "09000000" + "00000000", blocks.get(1));
        for (String packet : blocks.subList(2, 4)) {
            assertEquals("6 00000000", packet.substring(0, 10));
            assertEquals("03000000" + "03000000" + "01020300", packet.substring(10 + 16));
        }
        frame.release();
    }
}
