package io.strapwork.machine.qemu.process;

import java.time.Duration;
import java.util.Optional;

/**
 * The ways to a QEMU process.
 *
 * @param qtest    where the platform asked for it
 * @param patience how long one answer may take
 */
public record Wires(QemuProcess qemu, GuestRam ram, Qmp qmp, Optional<Qtest> qtest, Duration patience) {}
