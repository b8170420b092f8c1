package io.strapwork.handoff.openfirmware;

import io.strapwork.handoff.openfirmware.ClientMemory.Refused;

/**
 * A client's argument array (IEEE 1275, 6.3.1): big-endian cells of 32 bits: service, number of arguments, number of returns, arguments, returns.
 *
 * @param at      where it is
 * @param service what is asked for
 */
record CallFrame(ClientMemory memory, long at, String service, int[] arguments, int returns) {
    /** The standard's own services have at most 6 arguments and 6 returns, methods may have more. */
    private static final int CELLS_LIMIT = 32;
    private static final int NAME_LIMIT = 64;

    static CallFrame read(ClientMemory memory, long at) throws Refused {
        String service = memory.text(unsigned(memory.cell(at)), NAME_LIMIT);
        int count = memory.cell(at + 4);
        int returns = memory.cell(at + 8);
        if (count < 0 || count > CELLS_LIMIT || returns < 0 || returns > CELLS_LIMIT) {
            throw new Refused(service + " has " + Integer.toUnsignedString(count) + " arguments and " + Integer.toUnsignedString(returns)
                    + " returns, more than " + CELLS_LIMIT);
        }
        var arguments = new int[count];
        for (int i = 0; i < count; i++) {
            arguments[i] = memory.cell(at + 12 + 4L * i);
        }
        return new CallFrame(memory, at, service, arguments, returns);
    }

    static long unsigned(int cell) {
        return Integer.toUnsignedLong(cell);
    }

    int argument(int number) throws Refused {
        if (number >= arguments.length) {
            throw new Refused(service + " has " + arguments.length + " arguments");
        }
        return arguments[number];
    }

    /** An argument that is an address or a length. */
    long address(int number) throws Refused {
        return unsigned(argument(number));
    }

    /** A string that an argument points to. */
    String text(int number, int limit) throws Refused {
        return memory.text(address(number), limit);
    }

    /** Sets a return, if the client made room for it. */
    void result(int number, int value) throws Refused {
        if (number < returns) {
            memory.cell(at + 12 + 4L * (arguments.length + number), value);
        }
    }

    /** Writes up to as many bytes as the client has room for. */
    void write(int pointer, int room, byte[] bytes) throws Refused {
        memory.write(address(pointer), bytes, (int) Math.min(bytes.length, address(room)));
    }
}
