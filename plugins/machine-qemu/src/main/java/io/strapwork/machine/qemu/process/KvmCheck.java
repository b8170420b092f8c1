package io.strapwork.machine.qemu.process;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Whether KVM can run a machine that starts like hardware does. One without hardware virtualisation (kvm_pvm) opens, and never gets through a kernel's first instructions. */
public final class KvmCheck {
    private static final Pattern VIRTUALISATION = Pattern.compile("flags\\s*:.*\\s(vmx|svm)(\\s.*)?");

    private KvmCheck() {}

    /** @throws io.strapwork.api.plugin.StrapworkException SW-M207 when this computer's processors can't */
    public static void need(Architecture machine) {
        need(machine, System.getProperty("os.arch", ""), Path.of("/proc/cpuinfo"));
    }

    /** @param processors as Linux describes them; where it does not, QEMU has to find out */
    static void need(Architecture machine, String computer, Path processors) {
        if (machine != Architecture.X86_64 || !computer.equals("amd64")) {
            return;
        }
        try {
            List<String> flags = Files.readAllLines(processors).stream().filter(line -> line.startsWith("flags")).toList();
            if (!flags.isEmpty() && flags.stream().noneMatch(line -> VIRTUALISATION.matcher(line).matches())) {
                throw new Problem(ProblemCodes.NO_KVM, Blame.HOST, "machine.accel",
                        "KVM can't be used here: this computer's processors have no hardware virtualisation (vmx or svm)",
                        "remove accel = \"kvm\", or enable virtualisation in the firmware, or nested virtualisation if this computer is virtual")
                        .asException();
            }
        } catch (IOException e) {
            // nothing is known
        }
    }
}
