package io.strapwork.driver.virtio.hostile;

import io.strapwork.api.bus.IoInstruction;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.driver.virtio.fake.FakeChannelSubsystem;
import io.strapwork.driver.virtio.fake.TestMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Subchannels whose condition codes and blocks lie. */
final class LyingChannels extends FakeChannelSubsystem {
    private final Lies lies;

    LyingChannels(TestMemory memory, Lies lies) {
        super(memory);
        this.lies = lies;
    }

    @Override
    public int execute(IoInstruction instruction, int id, GuestAddress operand) {
        int code;
        try {
            code = super.execute(instruction, id, operand);
        } catch (AssertionError | IndexOutOfBoundsException notItsMemory) { // after a lie about the revision each reads the other's fields
            return lies.conditionCode(3);
        }
        switch (instruction) {
            case STSCH, TSCH, CHSC -> lies.scribble(memory.at(operand, instruction.operandBytes()));
            case SSCH -> {
                GuestAddress program = new GuestAddress(word(memory.at(operand, 12), 8));
                GuestAddress data = new GuestAddress(word(memory.at(program, 8), 4));
                if (data.value() != 0) {
                    lies.scribble(memory.at(data, 8));
                }
            }
            case MSCH, CSCH -> {
            }
        }
        return lies.conditionCode(code);
    }

    private static int word(MemorySegment block, long at) {
        return block.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), at);
    }

    @Override
    public long notify(int id, int queue, long cookie) {
        try {
            return lies.say(super.notify(id, queue, cookie), 8);
        } catch (AssertionError | IndexOutOfBoundsException notItsRings) {
            return lies.say(-1, 8);
        }
    }
}
