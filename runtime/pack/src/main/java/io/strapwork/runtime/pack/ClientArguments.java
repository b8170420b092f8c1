package io.strapwork.runtime.pack;

import io.strapwork.api.machine.CallingCpu;
import io.strapwork.api.machine.FirmwareCalls;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Asks a client interface for the client's arguments, as the client would (IEEE 1275-1994, 6.3.2): {@code bootargs} of {@code /chosen}. */
final class ClientArguments {
    private static final int AT = 0x1000;
    private static final int BYTES = 0x2000;
    private static final int TEXT = 0x100;
    private static final int ANSWER = 0x800;
    private static final int MOST = 2048;

    private final Memory memory = new Memory(new byte[BYTES]);

    private ClientArguments() {}

    /** Empty when there are none. */
    static String of(FirmwareCalls calls) {
        var asker = new ClientArguments();
        int chosen = asker.call(calls, "finddevice", "/chosen", 0, 1);
        int size = chosen == -1 ? -1 : asker.call(calls, "getprop", "bootargs", chosen, 4);
        return size <= 1 || size > MOST ? "" : new String(asker.memory.bytes(), ANSWER, size - 1, StandardCharsets.UTF_8);
    }

    /** {@code finddevice(name)} or {@code getprop(phandle, name, answer, room)}. */
    private int call(FirmwareCalls calls, String service, String name, int phandle, int arguments) {
        ByteBuffer cells = ByteBuffer.wrap(memory.bytes());
        int nameAt = AT + TEXT + text(TEXT, service);
        text(nameAt - AT, name);
        cells.putInt(AT + TEXT).putInt(arguments).putInt(1);
        if (arguments == 4) {
            cells.putInt(phandle).putInt(nameAt).putInt(AT + ANSWER).putInt(MOST);
        } else {
            cells.putInt(nameAt);
        }
        int result = cells.position();
        long status = calls.call(new Cpu(memory), AT);
        return status == 0 ? cells.getInt(result) : -1;
    }

    private int text(int at, String text) {
        byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, memory.bytes(), at, bytes.length);
        return bytes.length;
    }

    private record Cpu(GuestMemory memory) implements CallingCpu {
        @Override
        public long[] hypercall(long number, long... arguments) {
            throw new IllegalStateException("nobody calls a hypervisor to tell a property");
        }
    }

    private record Memory(byte[] bytes) implements GuestMemory {
        @Override
        public List<GuestRange> ranges() {
            return List.of(GuestRange.of(AT, BYTES));
        }

        @Override
        public MemorySegment at(GuestRange range) {
            return MemorySegment.ofArray(bytes).asSlice(range.start().value() - AT, range.bytes());
        }
    }
}
