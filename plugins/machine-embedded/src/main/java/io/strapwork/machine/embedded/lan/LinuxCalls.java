package io.strapwork.machine.embedded.lan;

import java.lang.foreign.MemorySegment;

/** System calls of Linux about files and sockets. Each returns what the manual's function does, or the error number, negative, where it fails. */
interface LinuxCalls {
    int ENOENT = 2;
    int EINTR = 4;
    int EAGAIN = 11;
    int EPERM = 1;
    int EACCES = 13;
    int EBUSY = 16;
    int ENODEV = 19;
    int EINVAL = 22;

    /** Opens it for reading and writing, without waiting. */
    int open(String path);

    int ioctl(int descriptor, long request, MemorySegment argument);

    /** Does not wait either. */
    int socket(int family, int type, int protocol);

    int bind(int socket, MemorySegment address);

    int setsockopt(int socket, int level, int option, MemorySegment value);

    long read(int descriptor, MemorySegment into, long bytes);

    long write(int descriptor, MemorySegment from, long bytes);

    /** An event counter that does not wait. */
    int eventfd();

    /** @param set of {@code struct pollfd}; @param nanos to wait at most */
    int ppoll(MemorySegment set, int count, long nanos);

    int close(int descriptor);
}
