package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.ConfigSearch;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuPlugin;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.fetch.MenuRequest;
import java.util.List;

/**
 * Reads the configurations of PXELINUX, SYSLINUX, ISOLINUX and EXTLINUX as Syslinux 6 and its menu programs do, with what U-Boot, SLOF, s390-ccw and Petitboot add.
 * Where these disagree Syslinux wins, save for what a name is counted from: a part's {@code otherwise} has the other firmwares' reading.
 */
@MenuPlugin(id = "pxelinux", magics = {}, names = {
    "pxelinux.cfg/*", "pxelinux.cfg", "syslinux.cfg", "isolinux.cfg", "extlinux.conf", "syslinux/*.cfg", "isolinux/*.cfg",
    "extlinux/*.conf", "*.menu"
}, programs = {"pxelinux.0", "lpxelinux.0", "gpxelinux.0", "*pxelinux*.0", "pxelinux.bin", "syslinux.efi", "syslinux*.efi", "isolinux.bin",
    "isolinux*.bin"})
public final class PxelinuxMenu implements MenuReader, ConfigSearch {
    @Override
    public BootMenu read(MenuRequest request, ConfigFiles files) throws FetchException {
        return new MenuWalk(request, files).read();
    }

    @Override
    public List<MenuRequest> candidates(MenuRequest program) {
        return new SearchOrder(program).candidates();
    }
}
