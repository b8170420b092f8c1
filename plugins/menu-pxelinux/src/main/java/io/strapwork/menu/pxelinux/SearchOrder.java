package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.MenuRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where PXELINUX looks for its configuration: the file of option 209, then below {@code pxelinux.cfg/} by UUID, MAC and ever shorter IP address, then
 * {@code default} (RFC 5071; core/fs/pxe/pxe.c).
 */
final class SearchOrder {
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final List<String> DISK_FOLDERS = List.of("/boot/isolinux/", "/isolinux/", "/boot/syslinux/", "/syslinux/",
            "/boot/extlinux/", "/extlinux/", "/boot/", "/");
    private static final List<String> DISK_FILES = List.of("isolinux.cfg", "syslinux.cfg", "extlinux.conf");

    private final MenuRequest program;
    private final Set<MenuRequest> candidates = new LinkedHashSet<>();

    SearchOrder(MenuRequest program) {
        this.program = program;
    }

    List<MenuRequest> candidates() {
        BootUri boot = program.config();
        String folder = FileNames.folder(boot.decodedPath());
        if (Set.of("file", "disk").contains(boot.scheme())) {
            onDisk(folder);
            return List.copyOf(candidates);
        }
        Optional<BootUri> option = option210();
        BootUri prefix = option.orElse(boot.withPath(folder));
        text(MenuRequest.OPTION_209).ifPresent(file -> named(file, prefix, option.isPresent()));
        for (String name : names()) {
            add(prefix, "pxelinux.cfg/" + name, prefix);
        }
        likeSlof(prefix, option.isPresent());
        return List.copyOf(candidates);
    }

    /** The program's own folder, then where installers and distributions put it. */
    private void onDisk(String own) {
        var folders = new LinkedHashSet<String>();
        folders.add(own);
        folders.addAll(DISK_FOLDERS);
        for (String folder : folders) {
            for (String file : DISK_FILES) {
                add(program.config().withPath(folder), file, program.config().withPath(folder));
            }
        }
    }

    /** What DHCP said, without the NUL that some servers add. */
    private Optional<String> text(String option) {
        return program.fact(option).map(text -> {
            int nul = text.indexOf('\0');
            return Statement.strip(nul < 0 ? text : text.substring(0, nul));
        }).filter(text -> !text.isEmpty());
    }

    private Optional<BootUri> option210() {
        return text(MenuRequest.OPTION_210).flatMap(this::fromRoot)
                .map(uri -> uri.decodedPath().endsWith("/") ? uri : uri.withPath(uri.decodedPath() + "/"));
    }

    /** A URI, or a path from the server's root; empty when it is neither. */
    private Optional<BootUri> fromRoot(String text) {
        try {
            Optional<BootUri> elsewhere = FileNames.elsewhere(text);
            int server = FileNames.serverMark(text);
            String path = server < 0 ? text : text.substring(server + 2);
            return elsewhere.isPresent()
                    ? elsewhere
                    : Optional.of(program.config().withPath(FileNames.normal(path.startsWith("/") ? path : "/" + path)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Option 209. */
    private void named(String file, BootUri prefix, boolean prefixGiven) {
        boolean bootFile = !program.config().decodedPath().endsWith("/");
        boolean whole = FileNames.serverMark(file) >= 0 || file.contains("://");
        if (whole || file.startsWith("/") || (!bootFile && !prefixGiven)) {
            fromRoot(file).ifPresent(uri -> candidates
                    .add(new MenuRequest(uri, prefixGiven ? prefix : uri.withPath(FileNames.folder(uri.decodedPath())), program.facts())));
        }
        if (!whole) {
            add(prefix, file, prefix);
        }
    }

    private void add(BootUri folder, String name, BootUri prefix) {
        try {
            String path = folder.decodedPath() + (name.startsWith("/") ? name.substring(1) : name);
            candidates.add(new MenuRequest(folder.withPath(FileNames.normal(path)), prefix, program.facts()));
        } catch (IllegalArgumentException e) {
            // what can be no URI can't be there
            return;
        }
    }

    private List<String> names() {
        var names = new ArrayList<String>();
        program.fact(MenuRequest.UUID).ifPresent(uuid -> names.add(uuid.toLowerCase(Locale.ROOT)));
        program.fact(MenuRequest.MAC).ifPresent(mac -> names.add("01-" + mac.replace(':', '-').toLowerCase(Locale.ROOT)));
        program.fact(MenuRequest.IP).flatMap(SearchOrder::hexadecimal).ifPresent(address -> {
            for (int digits = address.length(); digits > 0; digits--) {
                names.add(address.substring(0, digits));
            }
        });
        names.add("default");
        return names;
    }

    /** Of an IPv4 address; PXELINUX knows no others. */
    private static Optional<String> hexadecimal(String address) {
        var matcher = IPV4.matcher(address);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var digits = new StringBuilder();
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(matcher.group(i));
            if (octet > 255) {
                return Optional.empty();
            }
            digits.append(String.format(Locale.ROOT, "%02X", octet));
        }
        return Optional.of(digits.toString());
    }

    /**
     * SLOF and s390-ccw look for all names in the folder of option 210 itself, and for option 209 in {@code pxelinux.cfg} when there is no 210
     * (lib/libnet/pxelinux.c).
     */
    private void likeSlof(BootUri prefix, boolean prefixGiven) {
        if (program.fact(MenuRequest.ARCHITECTURE).filter(Set.of("s390x", "ppc64")::contains).isEmpty()) {
            return;
        }
        if (prefixGiven) {
            names().forEach(name -> add(prefix, name, prefix));
        } else {
            text(MenuRequest.OPTION_209).filter(file -> !file.contains(":")).ifPresent(file -> add(prefix, "pxelinux.cfg/" + file, prefix));
        }
    }
}
