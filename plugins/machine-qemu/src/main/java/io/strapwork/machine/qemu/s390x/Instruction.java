package io.strapwork.machine.qemu.s390x;

import io.strapwork.api.bus.IoInstruction;
import java.util.HexFormat;

/** The instructions that the shim is asked for (z/Architecture Principles of Operation, SA22-7832). The subchannel is in general register 1, an operand's address in 2. */
enum Instruction {
    NOPR("0700"), STSCH("b2342000"), MSCH("b2322000"), SSCH("b2332000"), TSCH("b2352000"), CSCH("b2300000"), CHSC("b25f0020"),
    /** DIAGNOSE X'500': 1 the function, 2 the subchannel and the result, 3 the queue, 4 the cookie (virtio 1.3, 4.3.3.2). */
    DIAG_500("83240500"),
    /** DIAGNOSE X'308': 3 the subcode; 1 is "load normal". */
    DIAG_308("83030308"),
    /** LPSWE of {@link MailboxFirmware#EXIT_PSW}, with base register 0. */
    LPSWE_EXIT("b2b20f00");

    private final String hex;

    Instruction(String hex) {
        this.hex = hex;
    }

    static Instruction of(IoInstruction instruction) {
        return switch (instruction) {
            case STSCH -> STSCH;
            case MSCH -> MSCH;
            case SSCH -> SSCH;
            case TSCH -> TSCH;
            case CSCH -> CSCH;
            case CHSC -> CHSC;
        };
    }

    /** With zeros up to six bytes, so that nothing of the last one is left. */
    byte[] bytes() {
        return java.util.Arrays.copyOf(HexFormat.of().parseHex(hex), 6);
    }
}
