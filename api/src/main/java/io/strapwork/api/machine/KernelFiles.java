package io.strapwork.api.machine;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A boot as the files that it is made of: a system that loads kernels by itself, and may check their signatures, starts the same from these as the placed memory would.
 *
 * @param kernel      as it was fetched, byte by byte; readable until the machine is entered
 * @param initrd      as the kernel is to find it
 * @param commandLine without a NUL
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record KernelFiles(MemorySegment kernel, Optional<MemorySegment> initrd, String commandLine) {
    public KernelFiles {
        if (commandLine.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the command line has a NUL");
        }
        kernel = kernel.asReadOnly();
        initrd = initrd.map(MemorySegment::asReadOnly);
    }
}
