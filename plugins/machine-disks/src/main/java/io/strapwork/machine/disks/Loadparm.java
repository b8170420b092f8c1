package io.strapwork.machine.disks;

import io.strapwork.api.machine.Architecture;
import java.util.Locale;
import java.util.Optional;

/**
 * What an operator types when loading on s390x, as QEMU takes it (hw/s390x/s390-virtio-ccw.c, machine_set_loadparm): up to 8 letters, digits and dots. QEMU adds blanks behind.
 *
 * @param text in upper case, without blanks around
 */
public record Loadparm(String text) {
    /** The option of machines that says it. */
    public static final String OPTION = "loadparm";
    private static final String ALLOWED = "[A-Z0-9.]{1,8}";

    /** @throws IllegalArgumentException unless it can be one */
    public Loadparm {
        text = text.strip().toUpperCase(Locale.ROOT);
        if (!text.matches(ALLOWED)) {
            throw new IllegalArgumentException("no loadparm: \"" + text + "\"");
        }
    }

    /** What is wrong with an option, in the words behind its name. */
    public record Fault(String what, String hint) {}

    /** Empty when such a machine takes it. */
    public static Optional<Fault> fault(Architecture architecture, String option) {
        if (architecture != Architecture.S390X) {
            return Optional.of(new Fault("is for machines of s390x", "remove it; [fetch.menu] entry chooses an entry everywhere"));
        }
        return option.strip().toUpperCase(Locale.ROOT).matches(ALLOWED)
                ? Optional.empty()
                : Optional.of(new Fault("is \"" + option + "\"", "up to 8 letters, digits and dots"));
    }
}
