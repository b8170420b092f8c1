package io.strapwork.network.gateway.tftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

class TftpMessageTests {
    @Test
    void requestsAreRead() throws Exception {
        assertEquals(new TftpMessage.Request(false, "a/b", "octet", Map.of("blksize", "1428", "tsize", "0")),
                TftpMessage.parse(bytes("\0\1a/b\0OCTET\0BlkSize\0001428\0tsize\0000\0")));
        assertEquals(new TftpMessage.Request(true, "x", "netascii", Map.of()), TftpMessage.parse(bytes("\0\2x\0netascii\0")));
        assertEquals(new TftpMessage.Acknowledgement(65535), TftpMessage.parse(bytes("\0\4\u00ff\u00ff")));
        assertEquals(new TftpMessage.Failure(2, "no"), TftpMessage.parse(bytes("\0\5\0\2no\033\0")));
    }

    @Test
    void malformedOnesAreRefusedWithAReason() {
        assertEquals("3 bytes", refused("\0\1x"));
        assertEquals("a string without an end", refused("\0\1abc"));
        assertEquals("a string without an end", refused("\0\1abc\0octet\0blksize\0"));
        assertEquals("operation 3", refused("\0\3\0\1"));
        assertEquals("more than 32 options", refused("\0\1a\0octet\0" + java.util.stream.IntStream.range(0, 33).mapToObj(i -> i + "\0x\0")
                .collect(java.util.stream.Collectors.joining())));
    }

    @Test
    void noInputBringsAnythingElse() {
        var random = new Random(11);
        byte[] seed = "\0\1a/b\0octet\0blksize\0001428\0tsize\0000\0".getBytes(StandardCharsets.ISO_8859_1);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = java.util.Arrays.copyOf(seed, random.nextInt(seed.length + 10));
            for (int i = random.nextInt(5); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(6) : random.nextInt());
            }
            read += readable(bytes) ? 1 : 0;
        }
        assertTrue(read > 1000, "read: " + read);
    }

    private static boolean readable(byte[] bytes) {
        try {
            if (TftpMessage.parse(Unpooled.wrappedBuffer(bytes)) instanceof TftpMessage.Request request) {
                TftpTerms terms = TftpTerms.of(request.options(), java.util.OptionalLong.of(5));
                assertTrue(terms.blockBytes() >= 8 && terms.windowBlocks() >= 1);
            }
            return true;
        } catch (TftpFormatException expected) {
            assertFalse(expected.getMessage().isEmpty());
            return false;
        }
    }

    static Stream<byte[]> messages() {
        return Stream.of("\0\1a/b\0octet\0blksize\0001428\0tsize\0000\0windowsize\00016\0timeout\0002\0", "\0\4\0\1", "\0\5\0\2no\0")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("messages")
    @FuzzTest
    void anyBytes(byte[] bytes) {
        readable(bytes);
    }

    private static String refused(String text) {
        return assertThrows(TftpFormatException.class, () -> TftpMessage.parse(bytes(text))).getMessage();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }
}
