package io.strapwork.machine.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.IoInstruction;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.machine.embedded.virtio.QueueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

final class CcwPlayer extends CardPlayer {
    static final int CARD = 0x00010001;
    final ChannelSubsystem css;
    final int revision;
    final int subchannel;
    final long block;
    final long program;
    final long data;
    ByteBuffer irb = ByteBuffer.allocate(96);

    CcwPlayer(ChannelSubsystem css, int revision) {
        this(css, revision, CARD);
    }

    CcwPlayer(ChannelSubsystem css, int revision, int subchannel) {
        super(css);
        this.css = css;
        this.revision = revision;
        this.subchannel = subchannel;
        block = allocate(4096, 4096);
        program = allocate(4096, 8);
        data = allocate(4096, 8);
    }

    int enable(boolean on) {
        assertEquals(0, css.execute(IoInstruction.STSCH, subchannel, GuestAddress.of(block)));
        byte[] schib = get(block, 52);
        schib[5] = (byte) (on ? schib[5] | 0x80 : schib[5] & 0x7f);
        put(block, schib);
        return css.execute(IoInstruction.MSCH, subchannel, GuestAddress.of(block));
    }

    /** Enables the subchannel and sets the revision. */
    CcwPlayer open() {
        assertEquals(0, enable(true));
        if (revision > 0) {
            command(0x83, ByteBuffer.allocate(4).putShort((short) revision).array(), 0);
        }
        return this;
    }

    static byte[] ccw(int command, int flags, int count, long address) {
        return ByteBuffer.allocate(8).put((byte) command).put((byte) flags).putShort((short) count).putInt((int) address).array();
    }

    /** Starts the program at an address; returns the condition code. */
    int start(long at) {
        put(block, ByteBuffer.allocate(32).putInt(0x1234).putInt(0x0080ff00).putInt((int) at).array());
        return css.execute(IoInstruction.SSCH, subchannel, GuestAddress.of(block));
    }

    /** Takes the status; returns the condition code. */
    int test() {
        int code = css.execute(IoInstruction.TSCH, subchannel, GuestAddress.of(block + 256));
        irb = ByteBuffer.wrap(get(block + 256, 96));
        return code;
    }

    int deviceStatus() {
        return irb.get(8) & 0xff;
    }

    int subchannelStatus() {
        return irb.get(9) & 0xff;
    }

    int residual() {
        return irb.getShort(10) & 0xffff;
    }

    /** Runs CCWs one behind the other; the caller sets the chaining flags. */
    int run(byte[]... ccws) {
        for (int i = 0; i < ccws.length; i++) {
            put(program + 8L * i, ccws[i]);
        }
        int code = start(program);
        if (code == 1) {
            assertEquals(0, test(), "the status that was pending");
            code = start(program);
        }
        return code == 0 ? test() : code;
    }

    /** One command that must end well; returns what is in the data area then. */
    byte[] command(int command, byte[] in, int out) {
        raw(command, in, Math.max(in.length, out), 0);
        assertEquals(0x0c, deviceStatus(), () -> "device status of command " + Integer.toHexString(command));
        assertEquals(0, subchannelStatus());
        return get(data, out);
    }

    void raw(int command, byte[] in, int count, int flags) {
        put(data, in);
        assertEquals(0, run(ccw(command, flags, count, data)));
    }

    @Override
    boolean legacy() {
        return revision == 0;
    }

    @Override
    ByteOrder order() {
        return legacy() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    void status(int value) {
        if (value == 0) {
            command(0x33, new byte[0], 0);
        } else {
            command(0x31, new byte[]{(byte) value}, 0);
        }
    }

    @Override
    int readStatus() {
        return command(0x72, new byte[0], 1)[0] & 0xff;
    }

    @Override
    long offered() {
        long low = ByteBuffer.wrap(command(0x12, new byte[]{0, 0, 0, 0, 0}, 5)).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL;
        long high = ByteBuffer.wrap(command(0x12, new byte[]{0, 0, 0, 0, 1}, 5)).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL;
        return high << 32 | low;
    }

    @Override
    void accept(long features) {
        for (int half = 0; half < (legacy() ? 1 : 2); half++) {
            command(0x11,
                    ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN).putInt((int) (features >>> 32 * half)).put((byte) half).array(),
                    0);
        }
    }

    @Override
    void setUp(int queue, QueueLayout layout) {
        if (legacy()) {
            command(0x13,
                    ByteBuffer.allocate(16).putLong(layout.descriptors()).putInt(4096).putShort((short) queue)
                            .putShort((short) layout.size())
                            .array(),
                    0);
            return;
        }
        command(0x13,
                ByteBuffer.allocate(32).putLong(layout.descriptors()).putInt(0).putShort((short) queue).putShort((short) layout.size())
                        .putLong(layout.avail()).putLong(layout.used()).array(),
                0);
    }

    long indicate() {
        long indicators = allocate(8, 8);
        command(0x43, ByteBuffer.allocate(8).putLong(indicators).array(), 0);
        return indicators;
    }

    @Override
    void kick(int queue) {
        css.notify(subchannel, queue, 0);
    }

    @Override
    byte[] configuration(int bytes) {
        return command(0x22, new byte[0], bytes);
    }
}
