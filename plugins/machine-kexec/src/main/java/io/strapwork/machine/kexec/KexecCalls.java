package io.strapwork.machine.kexec;

import io.strapwork.api.machine.KernelFiles;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The system calls (kexec_load(2), reboot(2)); a test has its own. */
interface KexecCalls {
    /** @param at address, a multiple of a page @param memory bytes there, whole pages @param bytes of them; zeros follow */
    record KexecSegment(long at, long memory, MemorySegment bytes) {}

    /** kexec_load. @return 0, or errno */
    int load(long entry, List<KexecSegment> segments);

    /** kexec_file_load: Linux reads the files, checks the kernel's signature and chooses all places. @return 0, or errno */
    int load(KernelFiles files);

    /** Does not return when it succeeds. @return errno */
    int reboot();
}
