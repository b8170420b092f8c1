package io.strapwork.machine.qemu.s390x;

/** How the last jump is made. */
public enum S390xJump {
    /**
     * DIAGNOSE X'308' subcode 1: QEMU resets CPUs, devices and pending interruptions, keeps memory, and starts by the short PSW at absolute 0 in 31-bit mode, all registers zero. What a
     * boot from a disk does, so that Linux finds the machine clean.
     */
    DIAG308,
    /** LPSWE: registers and PSW exactly as the handoff says, devices as the driver left them. */
    LPSWE
}
