package io.strapwork.machine.embedded;

import static io.strapwork.machine.embedded.CcwPlayer.ccw;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.Interrupts;
import io.strapwork.api.bus.IoInstruction;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Instructions and channel programs, by the Principles of Operation and by what QEMU was seen to do. */
class ChannelProgramTest {
    private static final int CC = 0x40;
    private static final int SLI = 0x20;
    private static final int CD = 0x80;
    private static final int SKIP = 0x10;
    private static final int PCI = 0x08;
    private static final int IDA = 0x04;
    private static final int SENSE_ID = 0xe4;
    private static final int PROGRAM_CHECK = 0x20;
    private static final int INCORRECT_LENGTH = 0x40;

    private final TestMachine machine = TestMachine.ccw();
    private CcwPlayer player;

    @BeforeEach
    void open() {
        player = machine.ccwPlayer(2);
    }

    @AfterEach
    void close() {
        machine.close();
    }

    private void ends(int deviceStatus, int subchannelStatus, int residual) {
        assertEquals(deviceStatus, player.deviceStatus(), "device status");
        assertEquals(subchannelStatus, player.subchannelStatus(), "subchannel status");
        assertEquals(residual, player.residual(), "residual count");
    }

    @Test
    void senseIdTellsTheCard() {
        player.run(ccw(SENSE_ID, 0, 7, player.data));
        ends(0x0c, 0, 0);
        assertEquals("ff383201000000", HexFormat.of().formatHex(player.get(player.data, 7)));
        assertEquals(0x00804007, player.irb.getInt(0));
        assertEquals((int) player.program + 8, player.irb.getInt(4));
        assertEquals(0x00800000, player.irb.getInt(12));
    }

    @Test
    void lengthsAreCheckedUnlessSuppressed() {
        player.run(ccw(SENSE_ID, 0, 12, player.data));
        ends(0x0c, INCORRECT_LENGTH, 5);
        player.run(ccw(SENSE_ID, SLI, 12, player.data));
        ends(0x0c, 0, 5);
        player.run(ccw(SENSE_ID, 0, 4, player.data));
        ends(0x0c, INCORRECT_LENGTH, 0);
        player.run(ccw(SENSE_ID, CC, 4, player.data), ccw(3, 0, 0, 0));
        ends(0x0c, INCORRECT_LENGTH, 0);
        assertEquals((int) player.program + 8, player.irb.getInt(4), "the chain ends there");
        player.run(ccw(SENSE_ID, CC | SLI, 4, player.data), ccw(3, 0, 0, 0));
        ends(0x0c, 0, 0);
        assertEquals((int) player.program + 16, player.irb.getInt(4));
        player.run(ccw(3, 0, 1, player.data));
        ends(0x0c, 0, 1);
    }

    @Test
    void dataChainingSplitsTheData() {
        player.put(player.data, new byte[16]);
        player.run(ccw(SENSE_ID, CD, 2, player.data), ccw(0, CD, 1, player.data + 8), ccw(0, 0, 4, player.data + 12));
        ends(0x0c, 0, 0);
        assertEquals("ff38000000000000" + "32000000" + "01000000", HexFormat.of().formatHex(player.get(player.data, 16)));
        assertEquals((int) player.program + 24, player.irb.getInt(4));
    }

    @Test
    void dataChainsThatAreTooLongStopWhereTheDeviceStopped() {
        player.run(ccw(SENSE_ID, CD | SLI, 8, player.data), ccw(0, SLI, 8, player.data + 8));
        ends(0x0c, INCORRECT_LENGTH, 1);
        assertEquals((int) player.program + 8, player.irb.getInt(4));
    }

    @Test
    void skipStoresNothing() {
        player.put(player.data, new byte[]{9, 9, 9, 9, 9, 9, 9});
        player.run(ccw(SENSE_ID, CD | SKIP, 4, player.data), ccw(0, 0, 3, player.data + 4));
        ends(0x0c, 0, 0);
        assertEquals("09090909000000", HexFormat.of().formatHex(player.get(player.data, 7)));
    }

    @Test
    void transferInChannelGoesOnElsewhere() {
        player.run(ccw(3, CC, 0, 0), ccw(8, 0, 0, player.program + 24), ccw(0xff, 0, 0, 0), ccw(SENSE_ID, 0, 7, player.data));
        ends(0x0c, 0, 0);
        assertEquals((int) player.program + 32, player.irb.getInt(4));
    }

    @Test
    void interruptFlagIsTold() {
        player.run(ccw(3, CC | PCI, 0, 0), ccw(3, 0, 0, 0));
        ends(0x0c, 0x80, 0);
        assertEquals(0x0080400f, player.irb.getInt(0));
    }

    @Test
    void programChecks() {
        long far = 64 << 20;
        byte[][] bad = {ccw(0, 0, 0, 0), ccw(0x10, 0, 0, 0), ccw(0x18, 0, 0, 0), ccw(3, 2, 0, 0), ccw(3, 1, 0, 0),
            ccw(SENSE_ID, 0, 7, far - 3),
            ccw(SENSE_ID, 0, 7, 0x8000_0000L), ccw(SENSE_ID, CD, 0, player.data), ccw(8, 0, 0, player.program),
            ccw(SENSE_ID, IDA, 7, player.data + 1),
            ccw(SENSE_ID, IDA, 7, far)};
        for (byte[] wrong : bad) {
            player.run(wrong);
            assertEquals(PROGRAM_CHECK, player.subchannelStatus(), () -> HexFormat.of().formatHex(wrong));
            assertEquals(0, player.deviceStatus());
            assertEquals(0x00804017, player.irb.getInt(0));
            assertEquals((int) player.program + 8, player.irb.getInt(4));
        }
        player.run(ccw(3, CC, 0, 0), ccw(8, 1, 0, player.program));
        ends(0, PROGRAM_CHECK, 0);
        player.run(ccw(3, CC, 0, 0), ccw(8, 0, 0, player.program + 16), ccw(8, 0, 0, player.program));
        ends(0, PROGRAM_CHECK, 0);
        player.run(ccw(3, CC, 0, 0), ccw(8, 0, 0, player.program + 4));
        ends(0, PROGRAM_CHECK, 0);
    }

    @Test
    void endlessProgramsEnd() {
        player.run(ccw(3, CC, 0, 0), ccw(8, 0, 0, player.program));
        ends(0, PROGRAM_CHECK, 0);
        player.run(ccw(SENSE_ID, CC, 7, player.data), ccw(8, 0, 0, player.program));
        ends(0, PROGRAM_CHECK, 0);
        player.run(ccw(SENSE_ID, CD, 1, player.data), ccw(8, 0, 0, player.program));
        ends(0, PROGRAM_CHECK, 0);
    }

    @Test
    void indirectDataAddresses() {
        long list = player.allocate(8, 4);
        player.put(list, ByteBuffer.allocate(8).putInt((int) player.data + 2048 - 3).putInt((int) player.data + 2048 * 0 + 2048).array());
        player.run(ccw(SENSE_ID, IDA, 7, list));
        ends(0x0c, 0, 0);
        assertEquals("ff383201000000", HexFormat.of().formatHex(player.get(player.data + 2045, 7)));
    }

    @Test
    void format0Programs() {
        player.put(player.program, HexFormat.of().parseHex(String.format("e4%06x" + "00000007", player.data & 0xff_ffff)));
        // Format 0 reaches 16 MiB only: the block is put there for once.
        player.put(0x100000, HexFormat.of().parseHex("e4101000" + "00000007"));
        player.put(player.block, ByteBuffer.allocate(32).putInt(0).putInt(0x0000ff00).putInt(0x100000).array());
        assertEquals(0, player.css.execute(IoInstruction.SSCH, CcwPlayer.CARD, GuestAddress.of(player.block)));
        player.test();
        ends(0x0c, 0, 0);
        assertEquals(0x00004007, player.irb.getInt(0));
        assertEquals("ff383201000000", HexFormat.of().formatHex(player.get(0x101000, 7)));
    }

    @Test
    void unknownCommandsAreRejectedWithSense() {
        player.raw(0x07, new byte[0], 1, SLI);
        ends(0x02, 0, 1);
        assertEquals(0x00804017, player.irb.getInt(0));
        player.run(ccw(4, SLI, 1, player.data));
        ends(0x0c, 0, 0);
        assertEquals((byte) 0x80, player.get(player.data, 1)[0], "command reject");
        player.run(ccw(4, 0, 32, player.data));
        ends(0x0c, 0, 0);
        assertArrayEquals(new byte[32], player.get(player.data, 32), "sense is read once");
    }

    @Test
    void concurrentSenseComesWithTheStatus() {
        player.css.execute(IoInstruction.STSCH, CcwPlayer.CARD, GuestAddress.of(player.block));
        player.put(player.block + 27, new byte[]{1});
        assertEquals(0, player.css.execute(IoInstruction.MSCH, CcwPlayer.CARD, GuestAddress.of(player.block)));
        player.raw(0x07, new byte[0], 1, SLI);
        assertEquals(0x04804017, player.irb.getInt(0));
        assertEquals(0x01200000, player.irb.getInt(16));
        assertEquals((byte) 0x80, player.irb.get(32));
    }

    @Test
    void statusPendingStopsTheNextStart() {
        player.put(player.program, ccw(3, 0, 0, 0));
        assertEquals(0, player.start(player.program));
        assertEquals(1, player.start(player.program));
        assertEquals(1, player.css.execute(IoInstruction.MSCH, CcwPlayer.CARD, GuestAddress.of(player.block)));
        assertEquals(0, player.test());
        assertEquals(1, player.test());
        assertEquals(0, player.start(player.program));
        assertEquals(0, player.css.execute(IoInstruction.CSCH, CcwPlayer.CARD, GuestAddress.of(0)));
        assertEquals(0, player.test());
        assertEquals(0x1001, player.irb.getInt(0));
        assertEquals(0, player.start(player.program));
    }

    @Test
    void disabledSubchannelsAreNotOperational() {
        player.enable(false);
        assertEquals(3, player.start(player.program));
        assertEquals(3, player.test());
        assertEquals(3, player.css.execute(IoInstruction.CSCH, CcwPlayer.CARD, GuestAddress.of(0)));
        assertEquals(0, player.css.execute(IoInstruction.STSCH, CcwPlayer.CARD, GuestAddress.of(player.block)));
        assertEquals("0000123400010001" + "80000080" + "0000ff80" + "00".repeat(36),
                HexFormat.of().formatHex(player.get(player.block, 52)));
    }

    @Test
    void noPathMeansNotOperational() {
        player.put(player.block, ByteBuffer.allocate(32).putInt(0).putInt(0x00804000).putInt((int) player.program).array());
        assertEquals(3, player.css.execute(IoInstruction.SSCH, CcwPlayer.CARD, GuestAddress.of(player.block)));
    }

    @Test
    void theConsoleIsThereAndSaysLittle() {
        var console = new CcwPlayer(player.css, 0, 0x00010000).open();
        console.run(ccw(SENSE_ID, 0, 7, console.data));
        assertEquals("ff321500321500", HexFormat.of().formatHex(console.get(console.data, 7)));
        console.raw(0x72, new byte[0], 1, 0);
        assertEquals(0x02, console.deviceStatus());
        assertEquals(-22, player.css.notify(0x00010000, 0, 0));
        assertEquals(-22, player.css.notify(0x00010007, 0, 0));
        assertEquals(3, player.css.execute(IoInstruction.STSCH, 0x00010002, GuestAddress.of(player.block)));
    }

    @Test
    void furtherSetsShowWhenAskedFor() {
        var options = TestMachine.with(o -> {
            o.set = 1;
            o.deviceNumber = 0xabcd;
            return o;
        });
        try (var other = new TestMachine(Architecture.S390X, "ccw", "64MiB", options)) {
            var css = (ChannelSubsystem) other.machine.hardware().buses().getFirst();
            var driver = new CcwPlayer(css, 1, 0x00030000);
            assertEquals(3, css.execute(IoInstruction.STSCH, 0x00030000, GuestAddress.of(driver.block)));
            driver.put(driver.block, HexFormat.of().parseHex("0400003100000002"));
            assertEquals(0, css.execute(IoInstruction.CHSC, 0, GuestAddress.of(driver.block)));
            assertEquals("00080001", HexFormat.of().formatHex(driver.get(driver.block + 0x400, 4)));
            driver.open().bringUp(0);
            driver.put(driver.block, HexFormat.of().parseHex("0400001000000000"));
            assertEquals(0, css.execute(IoInstruction.CHSC, 0, GuestAddress.of(driver.block)));
            assertEquals("00080004", HexFormat.of().formatHex(driver.get(driver.block + 0x400, 4)));
        }
    }

    @Test
    void revisionsAreSetOnceAndForgottenWhenDisabled() {
        player.raw(0x83, new byte[]{0, 2, 0, 0}, 4, 0);
        assertEquals(0x02, player.deviceStatus(), "a second time");
        player.enable(false);
        player.enable(true);
        player.raw(0x83, new byte[]{0, 3, 0, 0}, 4, 0);
        assertEquals(0x02, player.deviceStatus(), "too high");
        player.raw(0x83, new byte[]{0, 1, 0, 0}, 4, 0);
        assertEquals(0x0c, player.deviceStatus());
        player.raw(0x72, new byte[0], 1, 0);
        assertEquals(0x02, player.deviceStatus(), "READ_STATUS comes with revision 2");
    }

    @Test
    void aCommandBeforeTheRevisionMeansLegacy() {
        player.enable(false);
        player.enable(true);
        player.raw(0x12, new byte[]{0, 0, 0, 0, 1}, 5, 0);
        assertArrayEquals(new byte[4], player.get(player.data, 4), "no VERSION_1");
        player.raw(0x83, new byte[]{0, 1, 0, 0}, 4, 0);
        assertEquals(0x02, player.deviceStatus());
    }

    @Test
    void legacyOnlyCards() {
        var options = TestMachine.with(o -> {
            o.withhold.add("version-1");
            return o;
        });
        try (var other = new TestMachine(Architecture.S390X, "ccw", "64MiB", options)) {
            var driver = new CcwPlayer((ChannelSubsystem) other.machine.hardware().buses().getFirst(), 0);
            driver.enable(true);
            driver.raw(0x83, new byte[]{0, 1, 0, 0}, 4, 0);
            assertEquals(0x02, driver.deviceStatus());
            driver.bringUp(0);
        }
    }

    @Test
    void configurationAndFeatures() {
        assertEquals(0x1_3001_802aL, player.offered());
        assertEquals("525400123456" + "0100" + "0000" + "e6ff", HexFormat.of().formatHex(player.configuration(12)));
        assertArrayEquals(new byte[]{0, 1, 1, 0}, player.command(0x32, new byte[]{0, 1, 0, 0}, 4));
        assertArrayEquals(new byte[]{0, 2, 0, 0}, player.command(0x32, new byte[]{0, 2, 0, 0}, 4));
        CcwPlayer legacy = new CcwPlayer(player.css, 0);
        legacy.enable(false);
        legacy.open();
        assertEquals(0x3801_802aL, legacy.offered());
        assertEquals("525400123456" + "0001" + "0000" + "ffe6", HexFormat.of().formatHex(legacy.configuration(12)));
    }

    @Test
    void shortDataIsRejectedEvenWithSuppressedLength() {
        player.raw(0x31, new byte[0], 0, SLI);
        assertEquals(0x02, player.deviceStatus());
        player.raw(0x22, new byte[0], 6, SLI);
        ends(0x0c, 0, 0);
    }

    @Test
    void adapterIndicatorsInterruptOncePerSummary() {
        var interrupts = new AtomicInteger();
        player.settle(0);
        player.rings();
        long area = player.allocate(64, 64);
        player.command(0x73, ByteBuffer.allocate(25).putLong(area + 1).putLong(area + 8).putLong(9).array(), 0);
        player.status(15);
        ((Interrupts) player.bus).onInterrupt(interrupts::incrementAndGet);
        long buffer = player.allocate(4096, 8);
        for (int i = 0; i < 2; i++) {
            player.rx.descriptor(i, buffer + 2048 * i, 2048, 2, 0);
            player.rx.add(i);
        }
        machine.network.deliver(new byte[60]);
        machine.network.deliver(new byte[60]);
        assertEquals(1, interrupts.get());
        assertEquals("0001000000000000" + "0040", HexFormat.of().formatHex(player.get(area, 10)));
        assertEquals(1, player.test(), "the subchannel has nothing to say");
        player.put(area + 1, new byte[1]);
        player.tx.descriptor(0, buffer, 100, 0, 0);
        player.put(buffer, new byte[12]);
        player.tx.add(0);
        player.kick(1);
        assertEquals(2, interrupts.get());
        assertEquals("60", HexFormat.of().formatHex(player.get(area + 9, 1)));
    }

    @Test
    void anInterruptionDuringAProgramIsKept() {
        long conf = player.allocate(8, 8);
        player.command(0x53, ByteBuffer.allocate(8).putLong(conf).array(), 0);
        org.junit.jupiter.api.Assertions.assertThrows(io.strapwork.api.plugin.StrapworkException.class,
                () -> player.raw(0x21, new byte[6], 6, 0));
        assertEquals(1, player.get(conf, 8)[7], "configuration changed: the status did");
        assertEquals(0, player.test());
        assertNotEquals(0, player.irb.getInt(0) & 0x4000, "the program's own status first");
        assertEquals(0, player.test());
        assertEquals(0x11, player.irb.getInt(0), "then the alert");
        assertEquals(1, player.test());
        assertEquals(0x40, player.readStatus() & 0x40);
        assertEquals("0".repeat(14), HexFormat.of().formatHex(Arrays.copyOf(player.get(conf, 8), 7)));
    }
}
