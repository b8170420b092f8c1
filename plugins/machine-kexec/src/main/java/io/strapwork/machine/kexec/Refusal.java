package io.strapwork.machine.kexec;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;

/** What an errno means: of kexec_load (kexec_load(2); Linux: kernel/kexec.c, kernel/kexec_core.c). Nothing is lost by any of them. */
final class Refusal {
    private static final String WHERE = "machine";
    private static final String INVALID = "SW-M511";

    private Refusal() {}

    static StrapworkException of(int errno) {
        String call = "kexec_load";
        return (switch (errno) {
            case 1 -> new Problem("SW-M503", Blame.HOST, WHERE, "Linux doesn't permit kexec_load (EPERM)",
                    "run as root; with Secure Boot or lockdown, write machine.load = \"file\", and boot a signed kernel");
            case 38 -> missing("kexec", "use a kernel with CONFIG_KEXEC=y; on s390x, Debian 12's has it, Debian 13's has not");
            case 8 -> invalid(call, "the pieces are no executable of this architecture (ENOEXEC)");
            case 22 -> invalid(call, "a segment is not what it accepts (EINVAL)");
            case 26 -> invalid(call, "a segment is where the running kernel is, which ppc64 doesn't allow (ETXTBSY)");
            case 99 -> invalid(call, "a segment is not of whole pages, or in no memory (EADDRNOTAVAIL)");
            default -> ofEither(call, errno);
        }).asException();
    }

    /** Of kexec_file_load (Linux: kernel/kexec_file.c, crypto/asymmetric_keys). */
    static StrapworkException ofFiles(int errno) {
        String call = "kexec_file_load";
        return (switch (errno) {
            case 1 -> unsigned("it has no signature that this Linux knows, and Linux is locked down (EPERM)");
            case 61 -> unsigned("it is not signed (ENODATA)");
            case 65 -> unsigned("it is signed by an algorithm that this Linux doesn't have (ENOPKG)");
            case 74 -> unsigned("its signature is damaged, or of another file (EBADMSG)");
            case 80 -> unsigned("it is no well-formed PE file, so nothing says where its signature is (ELIBBAD)");
            case 126 -> unsigned("this Linux doesn't have the key that it is signed by (ENOKEY)");
            case 127 -> unsigned("the key that it is signed by has expired (EKEYEXPIRED)");
            case 128 -> unsigned("the key that it is signed by was revoked (EKEYREVOKED)");
            case 129 -> unsigned("its signature is rejected (EKEYREJECTED)");
            case 8 -> new Problem("SW-M522", Blame.USER, "kernel", "Linux doesn't take the file for a kernel (ENOEXEC)",
                    "use a relocatable bzImage on x86_64, and a Linux kernel of this architecture elsewhere");
            case 22 -> invalid(call, "the files or the command line are not what it accepts (EINVAL)");
            case 38 -> missing(call, "use a kernel with CONFIG_KEXEC_FILE=y, or machine.load = \"segments\"");
            default -> ofEither(call, errno);
        }).asException();
    }

    private static Problem unsigned(String why) {
        return new Problem("SW-M521", Blame.USER, "kernel", "Linux doesn't load this kernel: " + why,
                "boot a kernel that is signed by a key of this computer's firmware or of the running kernel; the kernel's log (dmesg) may say more");
    }

    private static Problem missing(String call, String hint) {
        return new Problem("SW-M508", Blame.HOST, WHERE, "this Linux kernel was built without " + call + " (ENOSYS)", hint);
    }

    private static Problem ofEither(String call, int errno) {
        return switch (errno) {
            case 4 -> invalid(call, "the call was interrupted (EINTR)");
            case 12 -> new Problem("SW-M509", Blame.HOST, WHERE, "Linux has no memory left to load into (ENOMEM)",
                    "give the computer more memory, or boot something smaller");
            case 13 -> invalid(call, "a security module denied it (EACCES)");
            case 14 -> invalid(call, "a piece can't be read (EFAULT)");
            case 16 ->
                new Problem("SW-M510", Blame.HOST, WHERE, "something else is loading by kexec (EBUSY)", "wait for it, and boot again");
            default -> invalid(call, "errno " + errno);
        };
    }

    private static Problem invalid(String call, String what) {
        return new Problem(INVALID, Blame.HOST, WHERE, call + " refused: " + what, "the kernel's log (dmesg) may say more");
    }

    /** The jump itself. */
    static StrapworkException ofReboot(int errno) {
        return new Problem("SW-M513", Blame.HOST, WHERE, "the system is loaded, but reboot(LINUX_REBOOT_CMD_KEXEC) failed: errno " + errno,
                "run \"kexec -e\"").asException();
    }
}
