package io.strapwork.network.inet.ip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.strapwork.network.inet.wire.Ipv4View;
import io.strapwork.network.inet.wire.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReassemblyTests {
    private final Reassembly reassembly = new Reassembly(Reassembly.PATIENCE_NANOS, IcmpProcessing.MOST_QUOTED);
    private final byte[] data = new byte[60_000];

    ReassemblyTests() {
        new Random(5).nextBytes(data);
    }

    @AfterEach
    void close() {
        reassembly.clear();
        assertTrue(reassembly.isEmpty());
    }

    @Test
    void anyOrderGivesTheWhole() throws Exception {
        var random = new Random(6);
        for (int round = 0; round < 200; round++) {
            int length = 1 + random.nextInt(data.length);
            List<int[]> parts = new ArrayList<>();
            for (int at = 0; at < length;) {
                int size = Math.min(length - at, 8 * (1 + random.nextInt(1 + length / 40)));
                parts.add(new int[]{at, at + size});
                at += size;
            }
            Collections.shuffle(parts, random);
            for (int i = 0; i < parts.size(); i++) {
                int[] part = parts.get(i);
                Reassembly.Whole whole = add(round, part[0], part[1], part[1] < length);
                if (i + 1 < parts.size()) {
                    assertNull(whole);
                    // the network may duplicate
                    assertNull(add(round, part[0], part[1], part[1] < length));
                } else {
                    assertNotNull(whole);
                    assertArrayEquals(Arrays.copyOf(data, length), ByteBufUtil.getBytes(whole.data()));
                    whole.release();
                }
            }
        }
    }

    @Test
    void overlapsEndThePacket() throws Exception {
        assertNull(add(1, 0, 16, true));
        assertEquals("overlapping fragments", refused(1, 8, 24, true));
        assertTrue(reassembly.isEmpty());
        assertNull(add(1, 16, 32, true));
        assertEquals("overlapping fragments", refused(1, 8, 40, true));
    }

    @Test
    void twoEndsEndThePacket() throws Exception {
        assertNull(add(1, 16, 20, false));
        assertEquals("fragments with different ends", refused(1, 24, 32, true));
        assertNull(add(1, 16, 20, false));
        assertEquals("fragments with different ends", refused(1, 24, 32, false));
        assertNull(add(1, 24, 32, true));
        assertEquals("fragments with different ends", refused(1, 8, 16, false));
    }

    @Test
    void packetsThatDifferAreKeptApart() throws Exception {
        assertNull(add(1, 0, 8, true));
        assertNull(add(2, 8, 16, false));
        Reassembly.Whole whole = add(1, 8, 16, false);
        assertNotNull(whole);
        whole.release();
        whole = add(2, 0, 8, true);
        assertNotNull(whole);
        whole.release();
    }

    @Test
    void packetsAreGivenUpAfterThirtySeconds() throws Exception {
        assertNull(add(1, 0, 800, true));
        assertNull(add(2, 8, 16, true));
        List<Integer> heads = new ArrayList<>();
        assertTrue(reassembly.expire(Reassembly.PATIENCE_NANOS - 1, head -> heads.add(head.readableBytes())));
        assertEquals(List.of(), heads);
        assertFalse(reassembly.expire(Reassembly.PATIENCE_NANOS, head -> heads.add(head.readableBytes())));
        assertEquals(List.of(IcmpProcessing.MOST_QUOTED), heads, "only of the one whose first fragment came");
    }

    @Test
    void packetsAndBytesAreBounded() throws Exception {
        for (int id = 0; id < 33; id++) {
            assertNull(add(id, 0, 8, true));
        }
        assertNull(add(0, 8, 16, false), "the oldest has made room");
        reassembly.clear();
        for (int id = 0; id < 30; id++) {
            assertNull(add(id, 0, 48_000, true));
        }
        assertNull(add(0, 48_000, 48_008, false));
        Reassembly.Whole whole = add(29, 48_000, 48_008, false);
        assertNotNull(whole);
        whole.release();
    }

    @Test
    void fragmentsAreBounded() throws Exception {
        for (int i = 0; i < 1024; i++) {
            assertNull(add(1, 16 * i, 16 * i + 8, true));
        }
        assertEquals("packet in too many fragments", refused(1, 8, 16, true));
    }

    private String refused(int id, int from, int to, boolean more) {
        return assertThrows(MalformedException.class, () -> add(id, from, to, more)).reason();
    }

    private Reassembly.Whole add(int id, int from, int to, boolean more) throws MalformedException {
        ByteBuf packet = Unpooled.buffer().writeZero(20).writeBytes(data, from, to - from);
        new Ipv4View(20, 20 + to - from, id, false, more, from, 64, 17, 0x0a000202, 0x0a00020f).set(packet, 0);
        return reassembly.add(Reassembly.Fragment.of(Ipv4View.parse(packet), packet), 0);
    }
}
