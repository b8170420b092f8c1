package io.strapwork.menu.grub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.FetchException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries, submenus, and which one boots by itself. */
class MenuTests {
    private static final String TREE = """
            menuentry 'One' --id one { linux /1; }
            submenu 'More > here' --id more {
              menuentry Two --class x --hotkey=t --id two { linux /2; }
              submenu deeper { menuentry Three { linux /3; }; menuentry Four --unrestricted { linux /4; }; }
            }
            menuentry "Disk" { chainloader +1; }
            menuentry Five --id five { linux /5; }
            """;

    @Test
    void submenusAreFlattened() throws Exception {
        BootMenu menu = Configs.menu(TREE);

        assertEquals(List.of("one", "more>two", "more>deeper>Three", "more>deeper>Four", "five"), Configs.ids(menu));
        assertEquals(List.of("More > here", "deeper"), Configs.only(menu, "more>deeper>Three").path());
        assertEquals(List.of("6:1 the entry \"Disk\" can't be booted here: it starts a disk's boot sector"), Configs.remarks(menu));
    }

    static Stream<Arguments> presets() {
        return Configs.table("""
                0                  | one
                4                  | one
                3                  | five
                one                | one
                One                | one
                five               | five
                nowhere            | one
                more>two           | more>two
                more>1             | more>deeper>Three
                more>deeper>Four   | more>deeper>Four
                1>1>1              | more>deeper>Four
                More >> here>two   | more>two
                1                  | more>two
                """);
    }

    @ParameterizedTest
    @MethodSource("presets")
    void defaultLeadsToAnEntry(String preset, String id) throws Exception {
        assertEquals(Optional.of(id), Configs.menu("set default=\"" + preset + "\"\n" + TREE).preset());
    }

    @Test
    void withoutADefaultItIsTheFirstAndWithoutATimeoutItWaits() throws Exception {
        BootMenu menu = Configs.menu(TREE);

        assertEquals(Optional.of("one"), menu.preset());
        assertEquals(Optional.empty(), menu.patience());
    }

    @Test
    void aPresetThatStartsTheDiskIsNone() throws Exception {
        BootMenu menu = Configs.menu("default=Disk\nfallback=five\n" + TREE);

        assertEquals(Optional.empty(), menu.preset());
        assertEquals("0:0 the default entry \"Disk\" can't be booted here", Configs.remarks(menu).getLast());
    }

    @Test
    void aPresetWhoseFilesCannotBeHadFallsBack() throws Exception {
        BootMenu menu = Configs.menu(
                "default=0\nfallback=\"1 2\"\nloopback loop /x.iso\nmenuentry a { linux (loop)/a; }\nmenuentry b { reboot; }\nmenuentry c { linux /c; }\n");

        assertEquals(Optional.of("c"), menu.preset());
        assertTrue(Configs.remarks(menu)
                .contains("4:1 the entry \"a\" can't be booted here: its file (loop)/a can't be read: it is inside the image /x.iso"));
    }

    static Stream<Arguments> timeouts() {
        return Configs.table("""
                timeout=5                         | PT5S
                set timeout=0                     | PT0S
                timeout=-1                        | none
                timeout=                          | none
                timeout=soon                      | none
                timeout=7; timeout_style=hidden   | PT7S
                timeout=99999999999999999999      | none
                """);
    }

    @ParameterizedTest
    @MethodSource("timeouts")
    void patience(String script, String expected) throws Exception {
        assertEquals(expected, Configs.menu(script + "\n" + TREE).patience().map(Duration::toString).orElse("none"));
    }

    @Test
    void aSubmenuSeesOnlyWhatIsExported() throws Exception {
        BootMenu menu = Configs.menu(
                "a=1\nb=2\nexport b\nsubmenu s {\n c=3\n menuentry e { linux /e a=$a b=$b c=$c $chosen; }\n}\nmenuentry f { linux /f a=$a c=$c; }\n");

        assertEquals(Optional.of("a= b=2 c=3 s>e"), Configs.only(menu, "s>e").commandLine());
        assertEquals(Optional.of("a=1 c="), Configs.only(menu, "f").commandLine());
    }

    @Test
    void whatAnEntrySetsTheNextDoesNotSee() throws Exception {
        BootMenu menu = Configs.menu("menuentry a { set x=1; linux /a $x; }\nmenuentry b { linux /b ${x}b; }\n");

        assertEquals(Optional.of("b"), Configs.only(menu, "b").commandLine());
    }

    /** Entries run after the whole configuration did. Their parameters are their own: Petitboot takes the function's here, GRUB doesn't. */
    @Test
    void parametersOfEntriesAreTheirTitleAndWhatFollowsIt() throws Exception {
        BootMenu menu = Configs
                .menu("function f {\n menuentry \"t $1\" extra { linux /k \"$1\" $2 $3 $late; }\n}\nf one two three\nlate=last\n");

        assertEquals(Optional.of("\"t one\" extra last"), Configs.only(menu, "t one").commandLine());
    }

    @Test
    void idsAreUnique() throws Exception {
        BootMenu menu = Configs.menu("for i in 1 2 3; do menuentry same { linux /$1; }; done\nmenuentry 'same#2' { linux /x; }\n");

        assertEquals(List.of("same", "same#2", "same#3", "same#2#2"), Configs.ids(menu));
        assertEquals(4, new HashSet<>(Configs.ids(menu)).size());
    }

    @Test
    void configfileIsTheMenu() throws Exception {
        Configs configs = Configs.at("tftp://10.0.2.2/").with("grub/grub.cfg",
                "menuentry never { linux /n; }\nset a=1\nset b=2; export b\nconfigfile ($root)/grub/menu.cfg\nmenuentry never2 { linux /n; }\n")
                .with("grub/menu.cfg",
                        "set timeout=3\nset default=y\nmenuentry x { linux /x; }\nmenuentry y { linux /y a=$a b=$b $config_directory; }\n");
        BootMenu menu = configs.read("grub/grub.cfg");

        assertEquals(List.of("x", "y"), Configs.ids(menu));
        assertEquals(Optional.of("y"), menu.preset());
        assertEquals(Optional.of(Duration.ofSeconds(3)), menu.patience());
        assertEquals(Optional.of("a= b=2 (tftp,10.0.2.2)/grub"), Configs.only(menu, "y").commandLine());
    }

    @Test
    void anEntryThatOpensAnotherConfigurationIsASubmenu() throws Exception {
        Configs configs = Configs.at("tftp://10.0.2.2/").with("grub.cfg",
                "menuentry Local { exit; }\nmenuentry 'Debian ...' --id deb { set arch=amd64; export arch; configfile /debian.cfg; }\n")
                .with("debian.cfg", "menuentry Install { linux /debian/$arch/linux; }\nmenuentry Back { configfile /grub.cfg; }\n");
        BootMenu menu = configs.read("grub.cfg");

        assertEquals(List.of("deb>Install"), Configs.ids(menu));
        BootEntry install = Configs.only(menu, "deb>Install");
        assertEquals(List.of("kernel /debian/amd64/linux"), Configs.parts(install));
        assertEquals(List.of("Debian ..."), install.path());
        assertTrue(Configs.remarks(menu).contains("2:18 \"/grub.cfg\" is not opened: it leads back to a menu that is already listed"),
                Configs.remarks(menu).toString());
    }

    @Test
    void bootOutsideOfEntriesBootsAtOnce() throws Exception {
        BootMenu menu = Configs
                .menu("menuentry a { linux /a; }\nlinux /boot/vmlinuz quiet\ninitrd /initrd\nboot\nmenuentry b { linux /b; }\n");

        assertEquals(Optional.of("boot"), menu.preset());
        assertEquals(Optional.of(Duration.ZERO), menu.patience());
        assertEquals(List.of("kernel /boot/vmlinuz", "initrd /initrd"), Configs.parts(Configs.only(menu, "boot")));
        assertEquals(List.of("a", "vmlinuz"), Configs.titles(menu));
    }

    @Test
    void whatIsLoadedOutsideOfEntriesIsOneWhenThereIsNoMenu() throws Exception {
        assertEquals(List.of("boot"), Configs.ids(Configs.menu("linux /vmlinuz\ninitrd /initrd\n")));
        assertEquals(List.of("a"), Configs.ids(Configs.menu("linux /vmlinuz\nmenuentry a { linux /a; }\n")));
    }

    @Test
    void exitOutsideOfEntriesBootsNothing() throws Exception {
        BootMenu menu = Configs.menu("menuentry a { linux /a; }\nexit\n");

        assertEquals(Optional.empty(), menu.preset());
        assertEquals(List.of("0:0 the configuration ends before its menu is shown: it leaves GRUB"), Configs.remarks(menu));
    }

    @Test
    void includedFilesDefineFunctionsAndEntries() throws Exception {
        Configs configs = Configs.local()
                .with("grub/grub.cfg", "menuentry a { linux /a; }\nsource /grub/b.cfg\n. $prefix/c.cfg\nsource /grub/none.cfg\nf d\n")
                .with("grub/b.cfg", "menuentry b { linux /b; }\n").with("grub/c.cfg", "function f { menuentry $1 { linux /$1; }; }\n");
        BootMenu menu = configs.read("grub/grub.cfg");

        assertEquals(List.of("a", "b", "d"), Configs.ids(menu));
        assertEquals(List.of("4:1 the file /grub/none.cfg can't be read: it does not exist"), Configs.remarks(menu));
    }

    @Test
    void savedEntriesAreTheDefault() throws Exception {
        String block = "# GRUB Environment Block\nsaved_entry=more>two\nodd=a\\\\b\\\nc\nskip\n" + "#".repeat(900);
        Configs configs = Configs.local().with("boot/grub/grubenv", block)
                .with("boot/grub/grub.cfg",
                        "if [ -s $prefix/grubenv ]; then load_env; fi\nset default=\"${saved_entry}\"\nsave_env saved_entry\n" + TREE);

        assertEquals(Optional.of("more>two"), configs.read("boot/grub/grub.cfg").preset());
        configs.with("boot/grub/grub.cfg", "load_env -f /boot/grub/grubenv odd\nset default=saved\n" + TREE);
        assertEquals(Optional.of("one"), configs.read("boot/grub/grub.cfg").preset());
    }

    @Test
    void anOptionWhoseVariableIsEmptyIsForgiven() throws Exception {
        BootMenu menu = Configs.menu("menuentry 'RHEL' --unrestricted --users $grub_users --id rhel { linux /v; }\n");

        assertEquals(List.of("rhel"), Configs.ids(menu));
        assertEquals(List.of("1:1 GRUB would refuse the entry: --users has no value"), Configs.remarks(menu));
    }

    @Test
    void passwordsAreToldOf() throws Exception {
        BootMenu menu = Configs.menu("set superusers=root\npassword root x\nmenuentry a { linux /a; }\n");

        assertEquals(List.of("0:0 GRUB would ask for a password before some of the entries are booted or edited"),
                Configs.remarks(menu));
    }

    @Test
    void aConfigurationThatIsNotThereIsAProblem() {
        FetchException e = assertThrows(FetchException.class, () -> Configs.local().read("grub.cfg"));

        assertEquals("SW-F505", e.problem().code());
        assertEquals("file://localhost/grub.cfg", e.problem().where());
    }
}
