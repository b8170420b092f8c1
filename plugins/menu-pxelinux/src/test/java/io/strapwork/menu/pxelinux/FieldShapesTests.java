package io.strapwork.menu.pxelinux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.MenuRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Configurations as the field writes them, reduced. Where other readers differ: Petitboot appends a label's APPEND to the global one, u-root gives MENU LABEL of a
 * submenu to the label before it; Syslinux does neither.
 */
class FieldShapesTests {
    /** Installers of Debian and its children: includes of which some are missing, a default in a file that the menu includes, a last DEFAULT that is the menu. */
    @Test
    void anInstallerWithNestedIncludes() {
        BootMenu menu = ConfigCase
                .of("path amd64/screens/", "include amd64/screens/menu.cfg", "default amd64/screens/vesamenu.c32", "prompt 0", "timeout 0")
                .file("amd64/screens/menu.cfg", "menu title Installer menu", "include amd64/screens/txt.cfg", "menu begin advanced",
                        "    menu label ^Advanced options",
                        "\tmenu title Advanced options", "\tlabel mainmenu", "\t\tmenu label ^Back..", "\t\tmenu exit",
                        "\tinclude amd64/screens/gone.cfg", "\tinclude amd64/screens/adtxt.cfg",
                        "menu end", "label help", "\tmenu label ^Help", "\ttext help",
                        "   Display help screens; type 'menu' at boot prompt", "\tendtext", "\tconfig amd64/screens/prompt.cfg")
                .file("amd64/screens/txt.cfg", "default install", "label install", "\tmenu label ^Install", "\tmenu default",
                        "\tkernel amd64/linux",
                        "\tappend vga=788 initrd=amd64/initrd.gz --- quiet ")
                .file("amd64/screens/adtxt.cfg", "label expert", "\tmenu label E^xpert install", "\tkernel amd64/linux",
                        "\tappend priority=low vga=788 initrd=amd64/initrd.gz --- ")
                .file("amd64/screens/prompt.cfg", "prompt 1", "display f1.txt", "timeout 0", "include amd64/screens/menu.cfg", "label menu",
                        "\tkernel amd64/screens/vesamenu.c32",
                        "\tconfig pxelinux.cfg/default", "f1 f1.txt")
                .read();
        assertEquals(List.of("install: kernel=/boot/amd64/linux initrd=/boot/amd64/initrd.gz | vga=788 initrd=amd64/initrd.gz --- quiet",
                "expert: kernel=/boot/amd64/linux initrd=/boot/amd64/initrd.gz | priority=low vga=788 initrd=amd64/initrd.gz ---"),
                ConfigCase.entries(menu));
        assertEquals(List.of("Advanced options"), menu.entries().get(1).path());
        assertEquals(Optional.of("install"), menu.preset());
        assertEquals(Optional.empty(), menu.patience());
        assertEquals(List.of("9:2 the included file \"amd64/screens/gone.cfg\" does not exist"), ConfigCase.remarks(menu));
    }

    /** Live discs that choose a configuration by where they were started from. */
    @Test
    void aDiscThatAsksWhereItIs() {
        ConfigCase disc = ConfigCase
                .onDisk("default select", "label select", "com32 whichsys.c32", "append -pxe- pxe -sys- sys -iso- sys", "label pxe",
                        "config pxe.cfg", "label sys",
                        "config sys.cfg")
                .put("file://localhost/isolinux/sys.cfg", "include head.cfg", "default arch", "timeout 150", "label arch", "text help",
                        "Boots it.", "endtext",
                        "menu label Live medium", "linux /boot/vmlinuz", "initrd /boot/ucode.img,/boot/initramfs.img", "append dir=arch")
                .put("file://localhost/isolinux/head.cfg", "serial 0 115200", "ui vesamenu.c32", "menu resolution 800 600");
        BootMenu menu = disc.read();
        assertEquals(List.of("arch: kernel=/boot/vmlinuz initrd=/boot/ucode.img initrd=/boot/initramfs.img | dir=arch"),
                ConfigCase.entries(menu));
        assertEquals(Optional.of("arch"), menu.preset());
        assertEquals(Optional.of(Duration.ofSeconds(15)), menu.patience());
        assertEquals(List.of("6:1 the configuration \"pxe.cfg\" does not exist"), ConfigCase.remarks(menu));
    }

    /** Provisioning servers: one label per machine, local boot as the way out. */
    @Test
    void aProvisioningServer() {
        BootMenu menu = ConfigCase
                .of("# written for host1", "DEFAULT linux", "TIMEOUT 10", "ONTIMEOUT linux", "", "LABEL linux",
                        "    KERNEL images/el9/vmlinuz",
                        "    APPEND initrd=images/el9/initrd.img ks=http://10.0.2.2/ks?host=1 BOOTIF=01-$net0", "    IPAPPEND 2",
                        "LABEL local", "    LOCALBOOT 0")
                .fact(MenuRequest.MAC, "52:54:00:12:34:56").read();
        assertEquals(List.of(
                "linux: kernel=/boot/images/el9/vmlinuz initrd=/boot/images/el9/initrd.img | initrd=images/el9/initrd.img ks=http://10.0.2.2/ks?host=1 BOOTIF=01-$net0"
                        + " BOOTIF=01-52-54-00-12-34-56"),
                ConfigCase.entries(menu));
        assertEquals(Optional.of(Duration.ofSeconds(1)), menu.patience());
    }

    /** A first label that boots from the disk, as many offices have it. */
    @Test
    void anOfficeWhoseDefaultIsTheDisk() {
        BootMenu menu = ConfigCase.of("UI menu.c32", "TIMEOUT 100", "LABEL local", "MENU LABEL ^Local disk", "MENU DEFAULT", "LOCALBOOT -1",
                "MENU BEGIN Rescue", "LABEL grml", "KERNEL grml/vmlinuz",
                "INITRD grml/initrd.img", "MENU END").read();
        assertEquals(List.of("grml"), ConfigCase.ids(menu));
        assertEquals(Optional.empty(), menu.preset());
        assertEquals("3:1 the menu's default is \"local\", which does not boot here; there is no default entry",
                ConfigCase.remarks(menu).getLast());
    }

    /** U-Boot's extlinux.conf. */
    @Test
    void aBoardsDisk() {
        BootMenu menu = ConfigCase.onDisk("default l0", "menu title U-Boot menu", "prompt 1", "timeout 50", "label l0",
                "\tmenu label Linux 6", "\tlinux /vmlinuz-6", "\tinitrd /initrd.img-6",
                "\tfdt /dtb-6", "\tappend root=/dev/vda1 ro", "", "label l0r", "\tmenu label Linux 6 (rescue)", "\tlinux /vmlinuz-6",
                "\tinitrd /initrd.img-6", "\tappend root=/dev/vda1 ro single").read();
        assertEquals(
                List.of("l0: kernel=/vmlinuz-6 initrd=/initrd.img-6 dtb=/dtb-6 | root=/dev/vda1 ro",
                        "l0r: kernel=/vmlinuz-6 initrd=/initrd.img-6 | root=/dev/vda1 ro single"),
                ConfigCase.entries(menu));
        assertEquals(Optional.of("l0"), menu.preset());
        assertEquals(List.of(), menu.remarks());
    }

    /** SUSE's discs: a graphical boot loader that reads the labels itself, and kernels that stand beside. */
    @Test
    void aDiscWithAGraphicalLoader() {
        BootMenu menu = ConfigCase.onDisk("default harddisk", "label linux", "  kernel linux", "  append initrd=initrd splash=silent",
                "label harddisk", "  localboot 1", "label memtest",
                "  kernel memtest", "ui gfxboot bootlogo message", "implicit 1", "display message", "prompt 1", "timeout 600",
                "notimeout 1").read();
        assertEquals(List.of("linux: kernel=/isolinux/linux initrd=/isolinux/initrd | initrd=initrd splash=silent",
                "memtest: kernel=/isolinux/memtest"), ConfigCase.entries(menu));
        assertEquals(Optional.empty(), menu.preset());
    }

    /** What QEMU's s390-ccw reads: a handful of keywords, names from the server's root. */
    @Test
    void aMainframe() {
        BootMenu menu = ConfigCase
                .of("# pxelinux", "default install", "label rescue", "kernel s390x/kernel", "label install", "kernel s390x/kernel",
                        "initrd s390x/initrd", "append cio_ignore=all")
                .fact(MenuRequest.ARCHITECTURE, "s390x").read();
        assertEquals("install: kernel=/s390x/kernel initrd=/s390x/initrd | cio_ignore=all", ConfigCase.entries(menu).getLast());
        assertEquals(Optional.of("install"), menu.preset());
    }
}
