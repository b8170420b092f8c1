package io.strapwork.menu.grub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.BootMenu;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlsTests {
    private static final String ID = "5f0c1d4c8a9b4b0c9e0f3a1d2b3c4d5e";

    private static Configs fedora(String folder) {
        return Configs.local()
                .with(folder + ID + "-6.5.6-300.fc39.x86_64.conf", snippet("6.5.6-300.fc39.x86_64"))
                .with(folder + ID + "-6.10.2-200.fc39.x86_64.conf", snippet("6.10.2-200.fc39.x86_64"))
                .with(folder + ID + "-0-rescue.conf",
                        "# made by hand\ntitle Fedora (0-rescue) 39\nlinux /vmlinuz-0-rescue\ninitrd /initramfs-0-rescue.img\noptions root=UUID=1 ro\nnew-key x\n")
                .with(folder + "README", "title x\nlinux /x\n");
    }

    private static String snippet(String version) {
        return "title Fedora Linux (" + version + ") 39\nversion " + version + "\nlinux /vmlinuz-" + version + "\ninitrd /initramfs-"
                + version + ".img $tuned_initrd\n"
                + "options $kernelopts \"two words\" $tuned_params\ngrub_users $grub_users\ngrub_arg --unrestricted\ngrub_class fedora\n";
    }

    @Test
    void newestFirst() throws Exception {
        BootMenu menu = fedora("loader/entries/")
                .with("grub2/grub.cfg",
                        "set kernelopts='root=UUID=1 ro quiet'\nset default=\"" + ID + "-6.5.6-300.fc39.x86_64\"\ninsmod blscfg\nblscfg\n")
                .read("grub2/grub.cfg");

        assertEquals(List.of(ID + "-6.10.2-200.fc39.x86_64", ID + "-6.5.6-300.fc39.x86_64", ID + "-0-rescue"), Configs.ids(menu));
        assertEquals(Optional.of(ID + "-6.5.6-300.fc39.x86_64"), menu.preset());
        assertEquals(Optional.of("root=UUID=1 ro quiet \"two words\""), menu.entries().getFirst().commandLine());
        assertEquals(List.of("kernel /vmlinuz-6.10.2-200.fc39.x86_64", "initrd /initramfs-6.10.2-200.fc39.x86_64.img"),
                Configs.parts(menu.entries().getFirst()));
        assertEquals(List.of("1:1 GRUB has no key \"new-key\""), Configs.remarks(menu));
    }

    @Test
    void otherFoldersAndDefaults() throws Exception {
        Configs configs = fedora("boot/loader/entries/");

        assertEquals(Optional.of(ID + "-0-rescue"),
                configs.with("grub.cfg", "default='Fedora (0-rescue) 39'\nblscfg\n").read("grub.cfg").preset());
        assertEquals(Optional.of(ID + "-0-rescue"),
                configs.with("grub.cfg", "default=" + ID + "-0-rescue.conf\nblscfg\n").read("grub.cfg").preset());
        assertEquals(Optional.of(ID + "-6.5.6-300.fc39.x86_64"), configs.with("grub.cfg", "default=1\nblscfg\n").read("grub.cfg").preset());
    }

    @Test
    void optionsOfGrub214() throws Exception {
        Configs configs = fedora("x/y/");

        assertEquals(List.of(ID + "-0-rescue"),
                Configs.ids(configs.with("grub.cfg", "blscfg --path /x/y --entry " + ID + "-0-rescue.conf\n").read("grub.cfg")));
        assertEquals(3, configs.with("grub.cfg", "set default=2\nexport default\nblscfg -p /x/y -d\nsubmenu rest { blscfg -p /x/y -n; }\n")
                .read("grub.cfg").entries().size());
        assertEquals(List.of("1:1 \"blscfg\" finds no entries"), Configs.remarks(configs.with("grub.cfg", "blscfg\n").read("grub.cfg")));
    }

    @Test
    void variablesOfTheConfiguration() throws Exception {
        Configs configs = Configs.local().with("loader/entries/a.conf", "title $os_name $none\nlinux /boot/v\ninitrd /boot/i\n")
                .with("grub.cfg", "os_name=Fedora\ndefault_kernelopts=ro\nearly_initrd='ucode.img acpi.img'\nblscfg\n");
        BootMenu menu = configs.read("grub.cfg");

        assertEquals(List.of("Fedora $none"), Configs.titles(menu));
        assertEquals(List.of("kernel /boot/v", "initrd /boot/ucode.img", "initrd /boot/acpi.img", "initrd /boot/i"),
                Configs.parts(menu.entries().getFirst()));
        assertEquals(Optional.of("ro"), menu.entries().getFirst().commandLine());
    }

    @Test
    void aFileWithoutAKernelIsARemark() throws Exception {
        BootMenu menu = Configs.local().with("loader/entries/a.conf", "title x\nefi /x.efi\n").with("grub.cfg", "blscfg\n")
                .read("grub.cfg");

        assertEquals(List.of("1:1 the entry has no \"linux\" line"), Configs.remarks(menu));
    }

    @Test
    void versionsAreComparedAsThoseOfPackages() {
        List<String> sorted = List.of(ID + "-0-rescue", ID + "-5.14.0-70.el9", ID + "-5.14.0-362.8.1.el9_3", ID + "-5.14.0-362.18.1.el9_3",
                ID + "-6.0~rc1-1", ID + "-6.0-1", ID + "-6.0-1a",
                ID + "-6.0.1-1");
        var shuffled = new ArrayList<>(sorted.reversed());
        shuffled.sort(new BlsVersions());

        assertEquals(sorted, shuffled);
    }
}
