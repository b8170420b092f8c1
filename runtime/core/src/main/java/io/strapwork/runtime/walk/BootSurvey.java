package io.strapwork.runtime.walk;

import io.strapwork.api.machine.MachineSurvey;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.MenuVerifier;
import io.strapwork.api.trust.Voucher;
import io.strapwork.api.trust.Voucher.Answer;
import io.strapwork.api.trust.VoucherSurvey;
import io.strapwork.runtime.assembly.AssembledBoot;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.assembly.Choice;
import io.strapwork.runtime.assembly.PluginCall;
import io.strapwork.runtime.assembly.ProfilePart;
import io.strapwork.runtime.catalogue.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What plugins tell of a boot before there is one.
 *
 * @param machine  what it would have; empty where its plugin can't tell
 * @param vouchers who would vouch for each part
 */
public record BootSurvey(List<MachineSurvey.Finding> machine, List<PartVoucher> vouchers) {
    private static final List<String> ANY = List.of("kernel", "initrd", "device-tree", MenuVerifier.MENU, MenuVerifier.COMMAND_LINE);

    public BootSurvey {
        machine = List.copyOf(machine);
        vouchers = List.copyOf(vouchers);
    }

    /**
     * Who would vouch for a part.
     *
     * @param part its name; {@code "menu"} is each file that a menu is read from, {@code "command-line"} the kernel's
     */
    public record PartVoucher(String part, Voucher voucher) {}

    static List<PartVoucher> vouchers(Assembly assembly, AssembledBoot boot) {
        String id = assembly.choice(Kind.VERIFIER).map(Choice::plugin).orElse("");
        boolean found = assembly.menu().isPresent() || assembly.parts().stream().anyMatch(part -> part.uri().isEmpty());
        Set<String> names = new LinkedHashSet<>(found ? ANY : List.of());
        assembly.parts().stream().map(ProfilePart::name).forEach(names::add);
        List<String> parts = List.copyOf(names);
        List<Voucher> told = told(boot, id, parts);
        var vouchers = new ArrayList<PartVoucher>();
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).equals(MenuVerifier.COMMAND_LINE)) {
                vouchers.add(new PartVoucher(parts.get(i), told.get(i)));
            }
        }
        vouchers.add(new PartVoucher(MenuVerifier.COMMAND_LINE, found
                ? line(told.get(parts.indexOf(MenuVerifier.MENU)), told.get(parts.indexOf(MenuVerifier.COMMAND_LINE)))
                : new Voucher("profile", Answer.VOUCHES, List.of())));
        return vouchers;
    }

    /** Most are in a menu, or in an image; the others are for those who have named the command line. */
    private static Voucher line(Voucher menu, Voucher own) {
        if (menu.answer() != Answer.VOUCHES && menu.answer() != Answer.UNCOVERED && menu.answer() != Answer.UNTOLD) {
            return menu;
        }
        boolean passes = own.answer() == Answer.UNCOVERED;
        return new Voucher(menu.verifier(), passes ? Answer.UNCOVERED : menu.answer(), List.of(
                "in a configuration: as menu; within an image: as kernel",
                passes
                        ? "in zipl's boot maps: uncovered unless it is signed there; from DHCPv6: uncovered"
                        : "in zipl's boot maps: refused unless it is signed there; from DHCPv6: refused"));
    }

    private static List<Voucher> told(AssembledBoot boot, String id, List<String> parts) {
        try {
            ImageVerifier verifier = boot.verifier();
            return PluginCall.in(verifier, () -> VoucherSurvey.of(verifier, id, parts));
        } catch (StrapworkException e) {
            // It wants something that a boot needs, and that may not be here.
            List<String> why = e.problems().stream().map(problem -> problem.what()).toList();
            return parts.stream().map(_ -> new Voucher(id, Answer.UNTOLD, why)).toList();
        }
    }
}
