package io.strapwork.menu.zipl;

import java.util.Locale;
import java.util.Optional;

/**
 * What an operator told the firmware (s390-tools, zipl(8); QEMU, pc-bios/s390-ccw/main.c and bootmap.c): the number of a program, PROMPT for the menu, a site of the environment.
 *
 * @param program what boots; empty for the default
 * @param prompt  whether somebody is asked
 * @param site    a digit; empty for none
 */
record Loadparm(Optional<Integer> program, boolean prompt, String site) {
    static final Loadparm NONE = new Loadparm(Optional.empty(), false, "");

    /** Empty when it says nothing that a boot map has. */
    static Optional<Loadparm> parse(String told) {
        String text = told.strip().toUpperCase(Locale.ROOT);
        String rest = text;
        String site = "";
        if (rest.matches("S[0-9S].*")) {
            // the subchannel set of the boot device is 0 on every disk here
            site = rest.charAt(1) == 'S' ? "0" : rest.substring(1, 2);
            rest = rest.substring(2).strip();
        }
        if (rest.isEmpty()) {
            return Optional.of(new Loadparm(Optional.empty(), false, site));
        }
        if (rest.matches("[0-9]{1,2}")) {
            int number = Integer.parseInt(rest);
            return Optional.of(new Loadparm(number == 0 ? Optional.empty() : Optional.of(number), false, site));
        }
        return rest.equals("PROMPT") ? Optional.of(new Loadparm(Optional.empty(), true, site)) : Optional.empty();
    }
}
