package io.strapwork.machine.kexec;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;

/** What an errno of kexec_load means (kexec_load(2); Linux: kernel/kexec.c, kernel/kexec_core.c). Nothing is lost by any of them. */
final class Refusal {
    private static final String WHERE = "machine";
    private static final String INVALID = "SW-M511";

    private Refusal() {}

    static StrapworkException of(int errno) {
        return (switch (errno) {
            case 1 -> new Problem("SW-M503", Blame.HOST, WHERE, "Linux doesn't permit kexec_load (EPERM)",
                    "run as root; with Secure Boot or lockdown, no unsigned kernel can be loaded");
            case 12 -> new Problem("SW-M509", Blame.HOST, WHERE, "Linux has no memory left to load into (ENOMEM)",
                    "give the computer more memory, or boot something smaller");
            case 16 ->
                new Problem("SW-M510", Blame.HOST, WHERE, "something else is loading by kexec (EBUSY)", "wait for it, and boot again");
            case 38 -> new Problem("SW-M508", Blame.HOST, WHERE, "this Linux kernel was built without kexec (ENOSYS)",
                    "use a kernel with CONFIG_KEXEC=y; on s390x, Debian 12's has it, Debian 13's has not");
            case 4 -> invalid("the call was interrupted (EINTR)");
            case 8 -> invalid("the pieces are no executable of this architecture (ENOEXEC)");
            case 13 -> invalid("a security module denied it (EACCES)");
            case 14 -> invalid("a piece can't be read (EFAULT)");
            case 22 -> invalid("a segment is not what it accepts (EINVAL)");
            case 26 -> invalid("a segment is where the running kernel is, which ppc64 doesn't allow (ETXTBSY)");
            case 99 -> invalid("a segment is not of whole pages, or in no memory (EADDRNOTAVAIL)");
            default -> invalid("errno " + errno);
        }).asException();
    }

    private static Problem invalid(String what) {
        return new Problem(INVALID, Blame.HOST, WHERE, "kexec_load refused: " + what, "the kernel's log (dmesg) may say more");
    }

    /** The jump itself. */
    static StrapworkException ofReboot(int errno) {
        return new Problem("SW-M513", Blame.HOST, WHERE, "the system is loaded, but reboot(LINUX_REBOOT_CMD_KEXEC) failed: errno " + errno,
                "run \"kexec -e\"").asException();
    }
}
