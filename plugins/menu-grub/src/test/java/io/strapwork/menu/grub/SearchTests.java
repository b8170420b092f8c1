package io.strapwork.menu.grub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.BootMenu;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SearchTests {
    private static Configs disk() {
        return Configs.at("disk://0/").volume("hd0,gpt1", "1/", "ABCD-1234", "ESP")
                .volume("hd0,gpt2", "2/", "773653a7-660e-490e-9a74-d9fdfc9bbbf6", "boot")
                .with("2/vmlinuz", "").with("2/here", "x").with("1/here", "");
    }

    static Stream<Arguments> searches() {
        return Configs
                .table("""
                        search --no-floppy --fs-uuid --set=r --hint-bios=hd0,msdos2 --hint='hd0,gpt2' 773653a7-660e-490e-9a74-d9fdfc9bbbf6  | hd0,gpt2 0
                        search -u -s r abcd-1234                   | hd0,gpt1 0
                        search --fs-uuid --set r abcd-1234         | hd0,gpt1 0
                        search --label --set=r boot                | hd0,gpt2 0
                        search -l boot --set=r                     | hd0,gpt2 0
                        search --file --set=r /vmlinuz             | hd0,gpt2 0
                        search -f /here --set=r                    | hd0,gpt1 0
                        search -f /here --set=r --hint hd0,gpt2    | hd0,gpt2 0
                        search.fs_uuid abcd-1234 r                 | hd0,gpt1 0
                        search.file /vmlinuz r hd0,gpt1            | hd0,gpt2 0
                        search.fs_label boot r                     | hd0,gpt2 0
                        search --label --set=r nowhere             | old 5
                        search --file --set=r /nowhere             | old 5
                        search --set=r                             | old 18
                        search nothing                             | old 18
                        probe --set=r --fs-uuid (hd0,gpt1)         | ABCD-1234 0
                        probe -s r -l (hd0,gpt2)                   | boot 0
                        probe --set=r -u (hd9)                     | old 12
                        """);
    }

    @ParameterizedTest
    @MethodSource("searches")
    void findsDevices(String search, String expected) throws Exception {
        BootMenu menu = disk().with("1/grub.cfg", "r=old\n" + search + "\ns=$?\nmenuentry a { linux /v $r $s; }\n").read("1/grub.cfg");

        assertEquals(expected, Configs.only(menu, "a").commandLine().orElse(""));
    }

    @Test
    void rootAndPrefixAreWhereTheConfigurationIs() throws Exception {
        BootMenu menu = disk().with("1/EFI/debian/grub.cfg",
                "search.fs_uuid 773653a7-660e-490e-9a74-d9fdfc9bbbf6 root\nset prefix=($root)'/grub'\nconfigfile $prefix/grub.cfg\n")
                .with("2/grub/grub.cfg", "menuentry a { linux /vmlinuz $root $prefix $config_file; initrd (hd0,gpt1)/i (hd0,2)/j; }\n")
                .read("1/EFI/debian/grub.cfg");

        assertEquals("hd0,gpt2 (hd0,gpt2)/grub (hd0,gpt1)/EFI/debian/grub.cfg", Configs.only(menu, "a").commandLine().orElse(""));
        assertEquals(List.of("disk://0/2/vmlinuz", "disk://0/1/i", "disk://0/2/j"),
                Configs.only(menu, "a").parts().stream().map(part -> part.uri().toString()).toList());
    }

    @Test
    void theOnlyFileSystemIsTakenWhenNothingSaysOtherwise() throws Exception {
        BootMenu menu = Configs.at("http://10.0.2.2/")
                .with("grub.cfg", "set root='hd0,msdos1'\nsearch --no-floppy --fs-uuid --set=root 39ec20e2\nmenuentry a { linux /v; }\n")
                .read("grub.cfg");

        assertEquals(List.of("2:1 whether this file system is \"39ec20e2\" is unknown, but it is the only one: it is used"),
                Configs.remarks(menu));
        assertEquals("http://10.0.2.2/v", Configs.only(menu, "a").parts().getFirst().uri().toString());
    }

    @Test
    void filesAndFoldersAreTested() throws Exception {
        String tests = "r=; for t in f d e s; do for n in /here /sub /sub/ /none / \"\"; do if [ -$t \"$n\" ]; then r=\"$r $t$n\"; fi; done; done\nmenuentry a { linux /v $r; }\n";
        BootMenu menu = Configs.at("disk://0/").volume("hd0,gpt2", "2/", "u", "l").with("2/here", "x").with("2/sub/file", "")
                .with("2/grub.cfg", tests).read("2/grub.cfg");

        assertEquals("f/here d/sub d/sub/ d/ e/here e/sub e/sub/ e/ s/here s/sub s/sub/ s/",
                Configs.only(menu, "a").commandLine().orElse(""));
    }
}
