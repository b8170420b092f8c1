package io.strapwork.machine.qemu.ppc64;

import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.machine.qemu.process.Qtest;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Run-time abstraction services of a pseries machine (Power Architecture Platform Requirements, chapter 7), called from outside through qtest. */
final class Rtas {
    static final String RUN_TIME_SERVICE = "SW-M240";
    static final int BYTES = 128;
    private static final int RESULTS = 64;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private final Qtest qtest;
    private final GuestAddress at;
    private final MemorySegment area;

    /**
     * @param at   where arguments and results go
     * @param area the same, 128 bytes
     */
    Rtas(Qtest qtest, GuestAddress at, MemorySegment area) {
        this.qtest = qtest;
        this.at = at;
        this.area = area;
    }

    /**
     * Calls a service and returns its results behind the status.
     *
     * @throws io.strapwork.api.plugin.StrapworkException when the status is not 0
     */
    int[] call(String service, int results, int... arguments) {
        int status = attempt(service, results, arguments);
        if (status != 0) {
            throw new Problem(RUN_TIME_SERVICE, Blame.HOST, "RTAS " + service,
                    "the machine's run-time services answer with status " + status,
                    "Strapwork is tested with QEMU 7.2; check the log with --verbose").asException();
        }
        return results(results);
    }

    /** The results of the last call, behind its status. */
    int[] results(int results) {
        var found = new int[results];
        for (int i = 0; i < results; i++) {
            found[i] = area.get(U32, RESULTS + 4L * (i + 1));
        }
        return found;
    }

    /** Calls a service and returns its status. */
    int attempt(String service, int results, int... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            area.set(U32, 4L * i, arguments[i]);
        }
        area.asSlice(RESULTS).fill((byte) 0xff);
        qtest.command("rtas " + service + " " + arguments.length + " 0x" + Long.toHexString(at.value()) + " " + (results + 1) + " 0x"
                + Long.toHexString(at.value() + RESULTS));
        return area.get(U32, RESULTS);
    }
}
