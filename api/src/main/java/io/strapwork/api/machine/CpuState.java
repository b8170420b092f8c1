package io.strapwork.api.machine;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * Registers of the boot CPU at the entry. Names are the architecture's own, lower case: s390x {@code psw.mask}, {@code psw.address},
 * {@code r0}…{@code r15}; ppc64 {@code nip}, {@code msr}, {@code r0}…{@code r31}; x86_64 {@code rip}, {@code cr0}, {@code cr3},
 * {@code cr4}, {@code efer}, {@code rax}, {@code rsi}, … Registers that are not named are zero.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record CpuState(Architecture architecture, GuestAddress entry, SortedMap<String, Long> registers) {
    public CpuState {
        registers = Collections.unmodifiableSortedMap(new TreeMap<>(registers));
    }

    public CpuState(Architecture architecture, GuestAddress entry, Map<String, Long> registers) {
        this(architecture, entry, new TreeMap<>(registers));
    }

    /** The register's value, zero when it is not named. */
    public long register(String name) {
        return registers.getOrDefault(name, 0L);
    }
}
