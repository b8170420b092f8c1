package io.strapwork.menu.pxelinux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.MenuRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatementTests {
    @Test
    void aLabelHasKernelInitrdAndCommandLine() {
        BootMenu menu = ConfigCase.of("DEFAULT linux", "LABEL linux", "  KERNEL debian/vmlinuz", "  INITRD debian/a.gz,debian/b.gz",
                "  APPEND console=ttyS0  quiet ").read();
        assertEquals(List.of("linux: kernel=/boot/debian/vmlinuz initrd=/boot/debian/a.gz initrd=/boot/debian/b.gz | console=ttyS0  quiet"),
                ConfigCase.entries(menu));
        assertEquals(Optional.of("linux"), menu.preset());
        assertEquals(List.of(), menu.remarks());
    }

    @Test
    void keywordsHaveAnyCaseAndLinesAnyEnd() {
        var files = ConfigCase.of("");
        files.files().put(ConfigCase.SERVER + "boot/pxelinux.cfg/default",
                "\uFEFF# comment\r\n\tLaBeL a\r\n\tlinux a\rlabel b\nKERNEL\tb\0hidden\n#KERNEL c");
        assertEquals(List.of("a: kernel=/boot/a", "b: kernel=/boot/b"), files.entries());
        assertEquals(List.of(), files.remarks());
    }

    @Test
    void whatIsNoUtf8IsLatin1() {
        var files = ConfigCase.of("");
        files.files().put(ConfigCase.SERVER + "boot/pxelinux.cfg/default",
                "label a\nmenu label f\u00fcr alle\nkernel a\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("für alle", files.read().entries().getFirst().title());
    }

    @Test
    void initrdOfTheCommandLineIsLoadedAndStaysThere() {
        assertEquals(List.of("a: kernel=/boot/k initrd=/boot/x.gz initrd=/boot/y.gz | root=/dev/ram initrd=x.gz,y.gz rw"),
                ConfigCase.of("label a", "kernel k", "append root=/dev/ram initrd=x.gz,y.gz rw").entries());
    }

    @Test
    void aWordThatOnlyEndsInInitrdIsNone() {
        assertEquals(List.of("a: kernel=/boot/k | noinitrd=1 rd.initrd=x"),
                ConfigCase.of("label a", "kernel k", "append noinitrd=1 rd.initrd=x").entries());
    }

    /** Syslinux 6 takes the first initrd= (kernel.c), and INITRD only adds one at the end. */
    @Test
    void theFirstInitrdCounts() {
        BootMenu menu = ConfigCase.of("label a", "kernel k", "initrd c", "append initrd=a initrd=b").read();
        assertEquals(List.of("a: kernel=/boot/k initrd=/boot/a | initrd=a initrd=b"), ConfigCase.entries(menu));
        assertEquals(List.of("2:1 there are several initrd= on the command line; only the first is loaded",
                "3:1 initrd= on the command line takes precedence over INITRD, which is not loaded"), ConfigCase.remarks(menu));
    }

    @Test
    void aLabelsAppendReplacesTheGlobalOne() {
        assertEquals(List.of("a: kernel=/boot/k | global", "b: kernel=/boot/k | own", "c: kernel=/boot/k"),
                ConfigCase
                        .of("append global", "label a", "kernel k", "label b", "append own", "kernel k", "label c", "append -", "kernel k")
                        .entries());
    }

    @Test
    void afterAMenuAppendIsGlobalAgain() {
        assertEquals(List.of("a: kernel=/boot/k | one", "b: kernel=/boot/k | two"),
                ConfigCase.of("append one", "menu begin", "label a", "kernel k", "menu end", "append two", "label b", "kernel k")
                        .entries());
    }

    @Test
    void argumentsMayFollowTheKernel() {
        assertEquals(List.of("a: kernel=/boot/k initrd=/boot/i | initrd=i one two"),
                ConfigCase.of("label a", "kernel k initrd=i one", "append two").entries());
    }

    @Test
    void anEqualsSignAfterAKeywordIsASpace() {
        BootMenu menu = ConfigCase.of("label a", "kernel k", "Initrd=./Dir/X.gz").read();
        assertEquals(List.of("a: kernel=/boot/k initrd=/boot/Dir/X.gz"), ConfigCase.entries(menu));
        assertEquals(List.of("3:1 there is an equals sign after the keyword; it is read as a space"), ConfigCase.remarks(menu));
    }

    @Test
    void spacesBetweenInitrdsAreForgiven() {
        BootMenu menu = ConfigCase.of("label a", "kernel k", "initrd x, y z").read();
        assertEquals(List.of("a: kernel=/boot/k initrd=/boot/x initrd=/boot/y initrd=/boot/z"), ConfigCase.entries(menu));
        assertEquals(1, menu.remarks().size());
    }

    @Test
    void deviceTreesArePartsAndFoldersOfThemRemarks() {
        BootMenu menu = ConfigCase.of("label a", "kernel k", "fdt board.dtb", "fdtdir dtbs", "label b", "kernel k", "devicetree /x.dtb")
                .read();
        assertEquals(List.of("a: kernel=/boot/k dtb=/boot/board.dtb", "b: kernel=/boot/k dtb=/boot/x.dtb"), ConfigCase.entries(menu));
        assertEquals(List.of("4:1 \"fdtdir\" chooses device trees by the board, which is unknown here"), ConfigCase.remarks(menu));
    }

    @Test
    void codeForOthersIsARemarkAndNoEntry() {
        BootMenu menu = ConfigCase.of("label pxe", "kernel pxelinux.0", "label com", "kernel x.com", "label bss", "bss x", "label floppy",
                "fdimage x.img", "label hdt", "com32 hdt.c32",
                "label chain", "kernel chain.c32", "append hd0", "label off", "kernel poweroff.c32", "label local", "localboot 0x80",
                "label ok", "kernel memtest.bin", "label img",
                "kernel kernel.img", "label forced", "linux odd.c32", "label boot", "boot x").read();
        assertEquals(List.of("ok", "img", "forced", "boot"), ConfigCase.ids(menu));
        assertEquals(8, menu.remarks().size());
        assertEquals("2:1 \"pxelinux.0\" is code for a PC's firmware or for Syslinux itself, which can't run here",
                ConfigCase.remarks(menu).getFirst());
    }

    @Test
    void aKernelCountsMoreThanLocalboot() {
        assertEquals(List.of("a: kernel=/boot/k"), ConfigCase.of("label a", "kernel k", "localboot 0").entries());
    }

    @Test
    void aLabelWithoutKernelIsAnImageName() {
        BootMenu menu = ConfigCase.of("label memtest", "label -", "menu label Tools").read();
        assertEquals(List.of("memtest: kernel=/boot/memtest"), ConfigCase.entries(menu));
        assertEquals(List.of("1:1 the label names no kernel; its own name is used", "2:1 the label names no kernel"),
                ConfigCase.remarks(menu));
    }

    @Test
    void whatOnlyLooksMattersNot() {
        assertEquals(List.of(),
                ConfigCase
                        .of("serial 0 115200", "console 1", "display boot.msg", "font f.psf", "kbdmap de.ktl", "say hello", "f1 a.txt",
                                "F12 b.txt", "noescape 1",
                                "nocomplete 1", "allowoptions 0", "nohalt 1", "path /x", "menu color border 30;44 #40ffffff #a0000000 std",
                                "menu background b.png", "menu width 80", "menu rows 12",
                                "menu hshift 3", "menu autoboot in # seconds", "menu tabmsg x", "menu master passwd y", "menu clear",
                                "menu resolution 640 480", "menu hidden", "menu save", "pxeretry 3",
                                "label a", "menu indent 4", "kernel k", "text help", "kernel no", "  ENDTEXT", "menu separator # a line")
                        .remarks());
    }

    @Test
    void unknownKeywordsAreRemarksWithTheirPlace() {
        assertEquals(
                List.of("2:3 unknown keyword \"kernle\"", "3:8 unknown keyword MENU \"lable\"",
                        "4:1 unknown keyword \"f13x\""),
                ConfigCase.of("label a", "  kernle x", "  menu lable y", "f13x", "kernel k").remarks());
    }

    @Test
    void textWithoutEndIsARemark() {
        BootMenu menu = ConfigCase.of("label a", "kernel k", "text help", "label b", "kernel k").read();
        assertEquals(List.of("a"), ConfigCase.ids(menu));
        assertEquals(List.of("3:1 TEXT has no ENDTEXT: it extends to the end of the file"), ConfigCase.remarks(menu));
    }

    @Test
    void partsBeforeALabelMeanNothing() {
        assertEquals(List.of("1:1 KERNEL before the first LABEL has no effect", "2:1 INITRD before the first LABEL has no effect"),
                ConfigCase.of("kernel k", "initrd i").remarks());
    }

    @Test
    void ipappendAddsWhatTheNetworkSaid() {
        var files = ConfigCase.of("label a", "ipappend 7", "kernel k", "append quiet").fact(MenuRequest.IP, "10.0.2.15")
                .fact(MenuRequest.NEXT_SERVER, "10.0.2.2")
                .fact(MenuRequest.GATEWAY, "10.0.2.1").fact(MenuRequest.NETMASK, "255.255.255.0").fact(MenuRequest.MAC, "52:54:00:12:34:56")
                .fact(MenuRequest.UUID, "564d4a7f-0000-0000-0000-000000000001");
        assertEquals(List.of("a: kernel=/boot/k | quiet ip=10.0.2.15:10.0.2.2:10.0.2.1:255.255.255.0 BOOTIF=01-52-54-00-12-34-56"
                + " SYSUUID=564d4a7f-0000-0000-0000-000000000001"), files.entries());
        assertEquals(List.of(), files.remarks());
    }

    @Test
    void whatTheNetworkDidNotSayIsARemark() {
        BootMenu menu = ConfigCase.of("sysappend 0xb", "label a", "kernel k", "label b", "kernel k", "sysappend 0")
                .fact(MenuRequest.IP, "10.0.2.15").read();
        assertEquals(List.of("a: kernel=/boot/k | ip=10.0.2.15:::", "b: kernel=/boot/k"), ConfigCase.entries(menu));
        assertEquals(List.of("2:1 SYSAPPEND asks for the next-server, which is unknown",
                "2:1 SYSAPPEND asks for the gateway, which is unknown",
                "2:1 SYSAPPEND asks for the netmask, which is unknown", "2:1 SYSAPPEND asks for the mac, which is unknown",
                "2:1 SYSAPPEND asks for values of a PC's firmware (0x8), which do not exist here"), ConfigCase.remarks(menu));
    }

    @Test
    void anIpv6AddressHasNoSuchWord() {
        BootMenu menu = ConfigCase.of("label a", "kernel k", "ipappend 1").fact(MenuRequest.IP, "fd00::2").read();
        assertEquals(List.of("a: kernel=/boot/k"), ConfigCase.entries(menu));
        assertEquals(1, menu.remarks().size());
    }

    @Test
    void titlesAreShownWithoutCarets() {
        BootMenu menu = ConfigCase.of("label a", "menu label ^Install", "kernel k", "label b", "menu label E^xpert ^install", "kernel k",
                "label c", "menu label 2^^3", "kernel k", "label d",
                "menu label Another ^Idea^", "kernel k", "label e words", "kernel k").read();
        assertEquals(List.of("Install", "Expert install", "2^3", "Another Idea", "e words"),
                menu.entries().stream().map(entry -> entry.title()).toList());
    }

    @Test
    void labelsThatComeTwiceAreNumbered() {
        BootMenu menu = ConfigCase.of("default a", "label a", "kernel k", "label a", "kernel l", "label a#2", "kernel m", "label a",
                "kernel n", "label", "kernel o").read();
        assertEquals(
                List.of("a: kernel=/boot/k", "a#3: kernel=/boot/l", "a#2: kernel=/boot/m", "a#4: kernel=/boot/n", "#1: kernel=/boot/o"),
                ConfigCase.entries(menu));
        assertEquals(Optional.of("a"), menu.preset());
    }

    @Test
    void whatIsThereAlreadyIsNotThereTwice() {
        assertEquals(List.of("a: kernel=/boot/k | x"), ConfigCase.of("label a", "kernel k", "append x", "label a", "kernel k x").entries());
    }

    @Test
    void aMissingConfigurationIsAnEmptyMenu() {
        BootMenu menu = new ConfigCase().read();
        assertEquals(List.of(), menu.entries());
        assertEquals(List.of("0:0 the configuration does not exist"), ConfigCase.remarks(menu));
        assertTrue(menu.preset().isEmpty() && menu.patience().isEmpty());
    }
}
