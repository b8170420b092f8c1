package io.strapwork.menu.pxelinux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubmenuTests {
    /** {@code path > path > id}. */
    private static List<String> tree(BootMenu menu) {
        var lines = new ArrayList<String>();
        for (BootEntry entry : menu.entries()) {
            var steps = new ArrayList<>(entry.path());
            steps.add(entry.id());
            lines.add(String.join(" > ", steps));
        }
        return lines;
    }

    @Test
    void menusOfOneFileAreFlat() {
        BootMenu menu = ConfigCase.of("label a", "kernel a", "menu begin tag", "menu label ^Tools", "menu title All tools", "label back",
                "menu label ^Back", "menu exit", "label b", "kernel b",
                "menu begin inner", "menu title ^Inner", "label c", "kernel c", "label up", "menu goto tag", "label quit", "menu quit",
                "menu end", "menu begin only-tag", "label d", "kernel d",
                "menu end", "menu end", "label e", "kernel e").read();
        assertEquals(List.of("a", "Tools > b", "Tools > Inner > c", "Tools > only-tag > d", "e"), tree(menu));
        assertEquals(List.of(), menu.remarks());
    }

    @Test
    void anEndWithoutBeginIsARemark() {
        assertEquals(List.of("1:6 MENU END has no MENU BEGIN"), ConfigCase.of("menu end", "label a", "kernel a").remarks());
    }

    @Test
    void includesCountFromThePrefixAndTheTagMakesASubmenu() {
        BootMenu menu = ConfigCase.of("label a", "include sub/one.cfg", "menu include sub/two.cfg More tools", "label z", "kernel z")
                .file("sub/one.cfg", "kernel k", "include sub/deep.cfg")
                .file("sub/deep.cfg", "append deep").file("sub/two.cfg", "menu begin", "label b", "kernel b").read();
        assertEquals(List.of("a: kernel=/boot/k | deep", "b: kernel=/boot/b", "z: kernel=/boot/z"), ConfigCase.entries(menu));
        assertEquals(List.of("a", "More tools > b", "z"), tree(menu));
    }

    @Test
    void missingIncludesAreRemarks() {
        assertEquals(List.of("2:3 the included file \"gone.cfg\" does not exist"),
                ConfigCase.of("label a", "  include gone.cfg", "kernel k").remarks());
    }

    @Test
    void aFileThatIncludesItselfEndsAtOnce() {
        ConfigCase files = ConfigCase.of("include pxelinux.cfg/default", "include a.cfg", "label x", "kernel x")
                .file("a.cfg", "include b.cfg").file("b.cfg", "include a.cfg", "label y", "kernel y");
        BootMenu menu = files.read();
        assertEquals(List.of("y", "x"), ConfigCase.ids(menu));
        assertEquals(List.of("1:1 the file \"pxelinux.cfg/default\" includes itself; it is read once",
                "1:1 the file \"a.cfg\" includes itself; it is read once"), ConfigCase.remarks(menu));
        assertTrue(files.files().asked().size() < 20);
    }

    @Test
    void sixteenFilesDeepIsEnough() {
        ConfigCase files = ConfigCase.of("include 1");
        for (int i = 1; i < 30; i++) {
            files.file("" + i, "label l" + i, "kernel k", "include " + (i + 1));
        }
        BootMenu menu = files.read();
        assertEquals(15, menu.entries().size());
        assertEquals(List.of("3:1 includes are nested more than 16 deep; \"16\" is ignored"), ConfigCase.remarks(menu));
    }

    @Test
    void labelsLeadToOtherConfigurations() {
        BootMenu menu = ConfigCase
                .of("ui menu.c32", "label a", "kernel a", "label more", "menu label ^More", "kernel vesamenu.c32",
                        "append looks.cfg more.cfg", "label conf",
                        "config other/c.cfg other/", "label z", "kernel z")
                .file("looks.cfg", "menu title Looks", "append from-looks").file("more.cfg", "label b", "kernel b")
                .file("other/c.cfg", "default d", "label d", "kernel d").read();
        assertEquals(List.of("a: kernel=/boot/a", "b: kernel=/boot/b | from-looks", "d: kernel=/boot/other/d", "z: kernel=/boot/z"),
                ConfigCase.entries(menu));
        assertEquals(List.of("a", "More > b", "conf > d", "z"), tree(menu));
        assertEquals(Optional.of("a"), menu.preset());
    }

    @Test
    void aMenuProgramsFileIsReadInstead() {
        BootMenu menu = ConfigCase.of("timeout 30", "default menu.c32 real.cfg", "label a", "kernel a")
                .file("real.cfg", "menu title Real", "label b", "kernel b", "label c", "menu default", "kernel c").read();
        assertEquals(List.of("b", "c"), tree(menu));
        assertEquals(Optional.of("c"), menu.preset());
        assertEquals(3, menu.patience().orElseThrow().toSeconds());
    }

    @Test
    void theFileItselfMayBeAmongThem() {
        assertEquals(List.of("a"),
                tree(ConfigCase.of("ui vesamenu.c32 looks.cfg ~", "label a", "kernel a").file("looks.cfg", "menu title x").read()));
        assertEquals(List.of("a"), tree(ConfigCase.of("ui vesamenu.c32 pxelinux.cfg/default", "label a", "kernel a").read()));
    }

    @Test
    void aMenuFileThatIsMissingOrHasNoLabelIsForgiven() {
        assertEquals(List.of("a"), tree(ConfigCase.of("ui vesamenu.c32 gone.cfg", "label a", "kernel a").read()));
        BootMenu looks = ConfigCase.of("ui vesamenu.c32 looks.cfg", "label a", "kernel a").file("looks.cfg", "menu title x").read();
        assertEquals(List.of("a"), tree(looks));
        assertEquals(List.of("1:1 the menu that \"vesamenu.c32 looks.cfg\" shows has no label; the labels next to it are shown"),
                ConfigCase.remarks(looks));
    }

    @Test
    void aMissingConfigurationOfALabelIsARemark() {
        assertEquals(List.of("2:1 the configuration \"gone.cfg\" does not exist"), ConfigCase.of("label a", "config gone.cfg").remarks());
    }

    @Test
    void aConfigurationMayHaveAnotherFolder() {
        assertEquals("a: kernel=/x/k", folder("::x"));
        assertEquals("a: kernel=/boot/x/k", folder("/x/"));
        assertEquals("a: kernel=http://10.0.2.3/x/k", folder("http://10.0.2.3/x"));
        assertEquals(List.of("2:1 \"http://[\" can't be a folder name"), ConfigCase.of("label l", "config c http://[").remarks());
    }

    private static String folder(String folder) {
        return ConfigCase.of("label l", "config c " + folder).file("c", "label a", "kernel k").entries().getFirst();
    }

    /** Debian's help opens a configuration that has the whole menu again. */
    @Test
    void aCopyOfAnOuterEntryIsLeftOut() {
        BootMenu menu = ConfigCase.of("ui menu.c32", "include menu.cfg")
                .file("menu.cfg", "label help", "config prompt.cfg", "label a", "menu default", "kernel a")
                .file("prompt.cfg", "prompt 1", "include menu.cfg", "label back", "kernel menu.c32", "append pxelinux.cfg/default",
                        "label b", "kernel b")
                .read();
        assertEquals(List.of("help > b", "a"), tree(menu));
        assertEquals(List.of(), menu.remarks());
    }

    @Test
    void configurationsThatLeadToEachOtherEnd() {
        BootMenu menu = ConfigCase.of("default x", "label x", "config a.cfg")
                .file("a.cfg", "default y", "label y", "config pxelinux.cfg/default", "label z", "kernel z").read();
        assertEquals(List.of("x > z"), tree(menu));
        assertEquals(Optional.empty(), menu.preset());
    }

    @Test
    void linuxC32StartsAKernel() {
        BootMenu menu = ConfigCase
                .of("label a", "com32 linux.c32", "append -dhcpinfo vmlinuz initrd=x initrd=y quiet", "label b", "kernel linux.c32 vmlinuz")
                .read();
        assertEquals(List.of("a: kernel=/boot/vmlinuz initrd=/boot/y | initrd=x initrd=y quiet", "b: kernel=/boot/vmlinuz"),
                ConfigCase.entries(menu));
        assertEquals(2, menu.remarks().size());
    }

    @Test
    void mbootC32HasModules() {
        BootMenu menu = ConfigCase.of("label xen", "kernel mboot.c32", "append xen.gz dom0_mem=1G --- vmlinuz ro quiet --- initrd.img",
                "label esx", "kernel mboot.c32 -c boot.cfg").read();
        assertEquals(List.of("xen: kernel=/boot/xen.gz module=/boot/vmlinuz module=/boot/initrd.img | dom0_mem=1G"),
                ConfigCase.entries(menu));
        assertEquals(List.of("2:1 the label's kernel needs modules (Multiboot, Xen), which are not supported here: it does not boot",
                "5:1 mboot.c32 needs a kernel's name; its options are not supported here"), ConfigCase.remarks(menu));
    }

    @Test
    void programsThatChooseAreFollowed() {
        String[] lines = {"label auto", "kernel ifcpu64.c32", "append amd64 more -- pae -- i386", "label two", "com32 ifcpu.c32",
            "append 64 vmx -- amd64 -- i386", "label which",
            "com32 whichsys.c32", "append -pxe- amd64 net -sys- i386 disk -iso- i386", "label amd64", "kernel k64", "append base",
            "label i386", "kernel k32", "label image",
            "kernel ifcpu64.c32 other initrd=x -- i386", "label loop", "kernel cmd.c32 loop"};
        BootMenu menu = ConfigCase.of(lines).read();
        assertEquals(List.of("auto: kernel=/boot/k64 | base more", "two: kernel=/boot/k64 | base", "which: kernel=/boot/k64 | base net",
                "amd64: kernel=/boot/k64 | base",
                "i386: kernel=/boot/k32", "image: kernel=/boot/other initrd=/boot/x | initrd=x"), ConfigCase.entries(menu));
        assertEquals(
                List.of("5:1 whether the processor has \"vmx\" is unknown; it is assumed to", "18:1 \"cmd.c32\" boots nothing"),
                ConfigCase.remarks(menu));
        assertTrue(ConfigCase.onDisk(lines).entries().contains("which: kernel=/isolinux/k32 | disk"));
    }
}
