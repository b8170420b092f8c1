package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.ConfigSearch;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuPlugin;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.fetch.MenuRequest;
import jakarta.inject.Inject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** iPXE's scripts (ipxe.org/scripting), run as iPXE 1.21 runs them, with each menu item chosen once. */
@MenuPlugin(id = "ipxe", magics = {"0:2321697078650a", "0:2321697078650d", "0:23216970786520", "0:23216970786509", "0:2321677078650a",
    "0:2321677078650d",
    "0:23216770786520", "0:23216770786509"}, names = {"*.ipxe", "*.gpxe"}, programs = {"ipxe*.efi", "snponly*.efi", "snp.efi",
        "undionly*.kpxe", "undionly*.kkpxe", "undionly*.kkkpxe", "undionly*.pxe", "undionly.0",
        "undionly", "ipxe*.pxe", "ipxe*.lkrn", "ipxe*.kpxe", "ipxe*.kkpxe", "ipxe.0", "gpxe*.0", "gpxe*.pxe", "*.kpxe", "*.kkpxe",
        "*.kkkpxe"})
public final class IpxeMenu implements MenuReader, ConfigSearch {
    /** What DHCP names as the boot file when it is asked by an iPXE (user class "iPXE", option 175). */
    private static final String BOOT_FILE = "ipxe-bootfile";

    @Inject
    IpxeMenu() {}

    @Override
    public BootMenu read(MenuRequest request, ConfigFiles files) throws FetchException {
        return new Exploration(new Desk(request, files)).read(new Budget());
    }

    @Override
    public List<MenuRequest> candidates(MenuRequest program) {
        var candidates = new LinkedHashSet<BootUri>();
        program.fact(BOOT_FILE).flatMap(name -> bootFile(program, name)).ifPresent(candidates::add);
        candidates.add(Uris.resolve(program.config(), "autoexec.ipxe"));
        return candidates.stream().map(script -> new MenuRequest(script, script.folder(), program.facts())).toList();
    }

    /** A name without a scheme is one of the TFTP server's, counted from its root: pxe_uri in iPXE's usr/autoboot.c. */
    private static Optional<BootUri> bootFile(MenuRequest program, String name) {
        try {
            if (name.contains("://")) {
                return Optional.of(BootUri.parse(name));
            }
            String server = program.fact(MenuRequest.NEXT_SERVER).orElse(program.config().host());
            return Optional.of(BootUri.ofFile("tftp", server, name));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
