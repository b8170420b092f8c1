package io.strapwork.menu.grub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootMenu;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What entries load, from where, and their command lines. */
class LoadTests {
    static Stream<Arguments> commandLines() {
        return Configs.table("""
                quiet splash                         | quiet splash
                "title=two words" single=\\$x        | "title=two words" single=$x
                dyndbg=\\"file x +p\\"               | dyndbg=\\"file x +p\\"
                a\\\\b 'c"d' "e'f"                   | a\\\\b c\\"d e\\'f
                x\\\\x41y                            | x\\x41y
                "a  b" ""  c                         | "a  b"  c
                """);
    }

    /** {@code grub_create_loader_cmdline}. */
    @ParameterizedTest
    @MethodSource("commandLines")
    void argumentsAreJoinedAsInGrub(String arguments, String expected) throws Exception {
        assertEquals(expected, Configs.shown("", arguments));
    }

    @Test
    void noArgumentsAreNoCommandLine() throws Exception {
        assertEquals(Optional.empty(), Configs.only(Configs.menu("menuentry a { linux /a; }\n"), "a").commandLine());
    }

    @Test
    void allSpellingsOfTheCommands() throws Exception {
        for (String suffix : List.of("", "16", "efi")) {
            BootMenu menu = Configs.menu("menuentry a {\n linux" + suffix + " /vmlinuz ro\n initrd" + suffix
                    + " /ucode.img /initrd.img\n devicetree /board.dtb\n}\n");

            assertEquals(List.of("kernel /vmlinuz", "initrd /ucode.img", "initrd /initrd.img", "dtb /board.dtb"),
                    Configs.parts(Configs.only(menu, "a")));
            assertEquals(List.of(), Configs.remarks(menu));
        }
    }

    @Test
    void modulesOfMultibootKernels() throws Exception {
        BootMenu menu = Configs.menu(
                "menuentry xen {\n multiboot2 --quirk-modules-after-kernel /xen.gz dom0_mem=1G\n module2 --nounzip /vmlinuz root=/dev/sda\n module2 /initrd\n}\n");

        assertEquals(List.of("kernel /xen.gz", "module /vmlinuz", "module /initrd"), Configs.parts(Configs.only(menu, "xen")));
        assertEquals(Optional.of("dom0_mem=1G"), Configs.only(menu, "xen").commandLine());
        assertEquals(List.of("3:2 the entry's kernel needs modules (Multiboot, Xen), which are not supported here: it does not boot"),
                Configs.remarks(menu));
    }

    @Test
    void theLastInitrdCommandCounts() throws Exception {
        BootMenu menu = Configs.menu("menuentry a {\n linux /a\n initrd /1\n initrd /2 /3\n}\n");

        assertEquals(List.of("kernel /a", "initrd /2", "initrd /3"), Configs.parts(Configs.only(menu, "a")));
        assertEquals(List.of("4:2 GRUB forgets the initrds of an earlier command"), Configs.remarks(menu));
    }

    @Test
    void aKernelTakesThePlaceOfWhatCameBefore() throws Exception {
        BootMenu menu = Configs.menu("menuentry a {\n if linux (cd9x)/a; then true; else linux /b old; fi\n initrd /i\n linux /c new\n}\n");

        assertEquals(List.of("kernel /c"), Configs.parts(Configs.only(menu, "a")));
        assertEquals(Optional.of("new"), Configs.only(menu, "a").commandLine());
    }

    static Stream<Arguments> refused() {
        return Configs.table("""
                exit                                   | it leaves GRUB
                reboot                                 | it restarts the machine
                halt                                   | it turns the machine off
                fwsetup                                | it opens the firmware's settings
                set root=(hd0,1); chainloader +1       | it starts a disk's boot sector
                chainloader (hd0)+1                    | it starts a disk's boot sector
                chainloader /EFI/BOOT/BOOTX64.EFI      | it starts the program /EFI/BOOT/BOOTX64.EFI, which needs firmware
                chainloader /bootmgr                   | it starts the program /bootmgr, which needs firmware
                ntldr /bootmgr                         | "ntldr" starts what can't be started here
                linux /a; initrd newc:x:/y             | it packs a file into an archive (newc:x:/y), which is not possible here
                linux (memdisk)/a                      | its file (memdisk)/a can't be read: there is no device (memdisk)
                linux (http,)/a                        | its file (http,)/a can't be read: "(http,)/a" is not an address
                root=; linux /a                        | its file /a can't be read: $root is empty
                true                                   | it loads nothing
                """);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeBootedIsARemark(String body, String why) throws Exception {
        BootMenu menu = Configs.menu("menuentry a { " + body + "; }\n");

        assertEquals(List.of(), menu.entries());
        assertTrue(Configs.remarks(menu).contains("1:1 the entry \"a\" can't be booted here: " + why), Configs.remarks(menu).toString());
    }

    @Test
    void anEfiFileThatMayBeAKernelIsTakenForOne() throws Exception {
        BootMenu menu = Configs.menu("menuentry a { chainloader /EFI/Linux/debian-6.1.efi quiet; }\n");

        assertEquals(List.of("kernel /EFI/Linux/debian-6.1.efi"), Configs.parts(Configs.only(menu, "a")));
        assertEquals(Optional.of("quiet"), Configs.only(menu, "a").commandLine());
    }

    static Stream<Arguments> places() {
        return Configs.table("""
                /debian/linux                     | tftp://10.0.2.2/debian/linux
                (tftp,10.0.2.2)/debian/linux      | tftp://10.0.2.2/debian/linux
                ($root)/linux                     | tftp://10.0.2.2/linux
                $prefix/linux                     | tftp://10.0.2.2/boot/grub/linux
                (http,10.0.2.3)/linux             | http://10.0.2.3/linux
                (http,10.0.2.3:8080)/linux        | http://10.0.2.3:8080/linux
                (http,10.0.2.3,8080)/linux        | http://10.0.2.3:8080/linux
                (tftp,[fd00::1])/linux            | tftp://[fd00::1]/linux
                (tftp,fd00::1)/linux              | tftp://[fd00::1]/linux
                (http)/linux                      | http://10.0.2.2/linux
                (pxe)/linux                       | tftp://10.0.2.2/linux
                (pxe:10.0.2.9)/linux              | tftp://10.0.2.9/linux
                (http,$net_default_server)/linux  | http://10.0.2.2/linux
                (tftp)/$net_default_mac           | tftp://10.0.2.2/52:54:00:77:00:01
                (tftp)/$net_default_ip            | tftp://10.0.2.2/10.0.2.15
                //a//b/./c/../d                   | tftp://10.0.2.2/a/b/d
                /../../x                          | tftp://10.0.2.2/x
                "/a b"                            | tftp://10.0.2.2/a%20b
                /a%20b                            | tftp://10.0.2.2/a%2520b
                (http,h)/a%20b                    | http://h/a%20b
                '(http,h)/boot?mac=a:b&x=%20 y'   | http://h/boot?mac=a:b&x=%20%20y
                """);
    }

    @ParameterizedTest
    @MethodSource("places")
    void names(String name, String uri) throws Exception {
        BootMenu menu = Configs.at("tftp://10.0.2.2/").with("boot/grub/grub.cfg", "menuentry a { linux " + name + "; }\n")
                .read("boot/grub/grub.cfg");

        assertEquals(uri, Configs.only(menu, "a").parts().getFirst().uri().toString());
    }

    @Test
    void relativeNamesAreBelowTheRootAsInGrubOrElseTheFolder() throws Exception {
        BootMenu menu = Configs.at("tftp://10.0.2.2/").with("boot/grub/grub.cfg", "menuentry a { linux linux; }\n")
                .read("boot/grub/grub.cfg");

        assertEquals("tftp://10.0.2.2/linux", Configs.only(menu, "a").parts().getFirst().uri().toString());
        assertEquals("tftp://10.0.2.2/boot/grub/linux", Configs.only(menu, "a").parts().getFirst().otherwise().getFirst().toString());
    }

    /** A disk that nothing is known of: on a server only if it has the file, as the client's own disk may be meant. */
    @Test
    void disksThatAreNotThere() throws Exception {
        String config = "menuentry a { set root='hd0,msdos1'; linux /a; }\nmenuentry b { linux (hd0,1)/b; }\n";
        BootMenu served = Configs.at("http://10.0.2.2/").with("grub.cfg", config).with("b", "").read("grub.cfg");
        BootMenu local = Configs.local().with("grub.cfg", config).read("grub.cfg");

        assertEquals(List.of("b"), Configs.ids(served));
        assertEquals(
                List.of("2:15 there is no device (hd0,1); the only one here is used",
                        "1:1 the entry \"a\" can't be booted here: its file /a can't be read: there is no device (hd0,msdos1)"),
                Configs.remarks(served).stream().filter(remark -> !remark.startsWith("0:")).sorted(Comparator.reverseOrder()).toList());
        assertEquals(List.of("a", "b"), Configs.ids(local));
    }
}
