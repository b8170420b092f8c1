package io.strapwork.menu.grub;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.MenuRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a GRUB that came over the network looks for its configuration. Its folder, the prefix, is written into the program; these are the ones that
 * {@code grub-mknetdir}, the GRUB manual and the distributions use. In each it looks for names of the machine first ({@code grub_net_search_config_file}).
 */
final class ConfigCandidates {
    private static final Pattern MAC = Pattern.compile("([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}");
    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})");

    private ConfigCandidates() {}

    static List<BootUri> of(MenuRequest program) {
        List<String> names = names(program);
        var candidates = new ArrayList<BootUri>();
        for (String folder : folders(program)) {
            // the packages' programs look for names of the machine in their own folder, which came first
            for (String name : folder.startsWith("/EFI/") && !folder.equals(Surroundings.folderOf(program.config()))
                    ? List.of("grub.cfg")
                    : names) {
                candidates.add(program.config().withPath(folder + name));
            }
        }
        return candidates;
    }

    private static Set<String> folders(MenuRequest program) {
        var folders = new LinkedHashSet<String>();
        String own = Surroundings.folderOf(program.config());
        String[] parts = own.split("/");
        String last = parts.length == 0 ? "" : parts[parts.length - 1];
        if (Surroundings.PLATFORM.matcher(last).matches()) {
            // GRUB's folder of modules, as grub-mknetdir makes it: the prefix is around it
            folders.add(own.substring(0, own.length() - last.length() - 1));
        }
        folders.add(own);
        folders.add(own + "grub/");
        folders.add(own + "boot/grub/");
        folders.add(own + "grub2/");
        folders.addAll(List.of("/grub/", "/boot/grub/", "/boot/grub2/", "/grub2/"));
        // what distributions write into the signed programs of their network installers and packages
        String debian = program.fact(MenuRequest.ARCHITECTURE).orElse("x86_64").equals("x86_64") ? "amd64" : "ppc64el";
        folders.add("/debian-installer/" + debian + "/grub/");
        folders.add("/ubuntu-installer/" + debian + "/grub/");
        for (String vendor : List.of("BOOT", "debian", "ubuntu", "fedora", "redhat", "centos", "rocky", "almalinux", "opensuse", "sles")) {
            folders.add("/EFI/" + vendor + "/");
        }
        folders.add("/");
        return folders;
    }

    private static List<String> names(MenuRequest program) {
        var names = new LinkedHashSet<String>();
        program.fact(MenuRequest.UUID).map(uuid -> uuid.toLowerCase(Locale.ROOT)).ifPresent(uuid -> {
            names.add("grub.cfg-" + Surroundings.asSent(uuid));
            names.add("grub.cfg-" + uuid);
        });
        program.fact(MenuRequest.MAC).filter(mac -> MAC.matcher(mac).matches())
                .ifPresent(mac -> names.add("grub.cfg-01-" + mac.toLowerCase(Locale.ROOT).replace(':', '-')));
        program.fact(MenuRequest.IP).ifPresent(ip -> {
            var digits = IPV4.matcher(ip);
            if (digits.matches()) {
                var hex = new StringBuilder();
                for (int i = 1; i <= 4; i++) {
                    hex.append(String.format(Locale.ROOT, "%02X", Integer.parseInt(digits.group(i)) & 255));
                }
                for (int length = 8; length > 0; length--) {
                    names.add("grub.cfg-" + hex.substring(0, length));
                }
            } else if (ip.contains(":")) {
                names.add("grub.cfg-" + ip.replace(':', '-'));
            }
        });
        names.add("grub.cfg");
        return List.copyOf(names);
    }
}
