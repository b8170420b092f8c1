package io.strapwork.menu.bls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.Remark;
import io.strapwork.testkit.fake.FakeConfigFiles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries of type 1, one at a time. */
class TypeOneTests {
    private static final String LONG = """
            # of a kernel package
            title        Example OS 7
            sort-key     example
            machine-id\t6a9857a393724b7a981ebb5b8495b9ea
            version      6.1.0-18
            options      root=/dev/sda1
            options      quiet  splash
            architecture x64
            linux        /6a98/6.1.0-18/linux
            initrd       6a98/6.1.0-18/microcode
            initrd       \\6a98\\6.1.0-18\\initrd
            devicetree   /6a98/6.1.0-18/board.dtb
            """;

    @Test
    void everyKeyCounts() {
        BootMenu menu = Menus.entry(LONG);
        BootEntry entry = menu.entries().getFirst();
        assertEquals("a.conf", entry.id());
        assertEquals("Example OS 7", entry.title());
        assertEquals(
                List.of("kernel /6a98/6.1.0-18/linux", "initrd /6a98/6.1.0-18/microcode", "initrd /6a98/6.1.0-18/initrd",
                        "dtb /6a98/6.1.0-18/board.dtb"),
                Menus.parts(entry));
        assertEquals(Optional.of("root=/dev/sda1 quiet splash"), entry.commandLine());
        assertEquals(Optional.of("a.conf"), menu.preset());
        assertEquals(Optional.of(Duration.ZERO), menu.patience());
        assertEquals(List.of(), menu.remarks());
    }

    @Test
    void linesOfOtherSystemsAndOddSpacesAreTaken() {
        BootEntry entry = Menus.entry("\ufeff  title\t \"An OS\" \r\nlinux /k \r\n\r\noptions\r\n").entries().getFirst();
        assertEquals("An OS", entry.title());
        assertEquals(List.of("kernel /k"), Menus.parts(entry));
        assertEquals(Optional.empty(), entry.commandLine());
    }

    @Test
    void withoutATitleTheFileNameIsOne() {
        assertEquals(List.of("a"), Menus.titles(Menus.entry("linux /k\n")));
    }

    @Test
    void aFolderThatIsNotTheUppermostOneIsTriedBothWays() {
        var files = new FakeConfigFiles().put("http://10.0.2.2/boot/loader/entries/a.conf", "linux /boot/vmlinuz\n");
        var part = Menus.read(files, "http://10.0.2.2/boot/loader/entries/a.conf").entries().getFirst().parts().getFirst();
        assertEquals("/boot/boot/vmlinuz", part.uri().decodedPath());
        assertEquals(List.of(BootUri.parse("http://10.0.2.2/boot/vmlinuz")), part.otherwise());
    }

    @Test
    void dotsDoNotLeadOutOfTheVolume() {
        assertEquals(List.of("kernel /k"), Menus.parts(Menus.entry("linux /../.././x/../k\n").entries().getFirst()));
    }

    @Test
    void whatIsNotUnderstoodIsARemarkWithItsPlace() {
        BootMenu menu = Menus.entry("linux /k\ncolour  blue\ndevicetree-overlay /o.dtbo\nextra /x\ngrub_class kernel\nid x\n");
        assertEquals(List.of(new Remark(BootUri.parse(Menus.ENTRIES + "a.conf"), 2, 1, "an entry can't have the key \"colour\"", ""),
                new Remark(BootUri.parse(Menus.ENTRIES + "a.conf"), 3, 20, "device tree overlays are not applied", ""),
                new Remark(BootUri.parse(Menus.ENTRIES + "a.conf"), 4, 7, "the entry's extra file is ignored: \"/x\"", "")),
                menu.remarks());
        assertEquals(1, menu.entries().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"aa64", "s390x", "IA32"})
    void anEntryForAnotherMachineIsLeftOut(String architecture) {
        BootMenu menu = Menus.entry("linux /k\narchitecture " + architecture + "\n");
        assertEquals(List.of(), menu.entries());
        assertEquals(List.of("the entry is for the architecture \"" + architecture + "\", this machine is x86_64"), Menus.remarks(menu));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x64", "X64", "x86-64"})
    void anEntryForThisMachineIsTaken(String architecture) {
        assertEquals(1, Menus.entry("linux /k\narchitecture " + architecture + "\n").entries().size());
    }

    @Test
    void anEntryThatStartsNothingOrTwoThingsIsLeftOut() {
        assertEquals(List.of("the entry boots nothing: it has no linux, uki or efi"), Menus.remarks(Menus.entry("title x\n")));
        BootMenu two = Menus.entry("linux /k\nefi /x.efi\n");
        assertEquals(List.of(), two.entries());
        assertEquals(List.of("the entry has both linux and efi"), Menus.remarks(two));
    }

    @Test
    void variablesOfGrubAreLeftOut() {
        BootMenu menu = Menus.entry("linux /k\ninitrd /one.img $tuned_initrd /two.img\noptions $kernelopts debug\n");
        assertEquals(List.of("kernel /k", "initrd /one.img", "initrd /two.img"), Menus.parts(menu.entries().getFirst()));
        assertEquals(Optional.of("debug"), menu.entries().getFirst().commandLine());
        assertEquals(
                List.of("\"$tuned_initrd\" is a GRUB variable and is ignored", "\"$kernelopts\" is a GRUB variable and is ignored"),
                Menus.remarks(menu));
    }

    @Test
    void aNameMayHoldSpaces() {
        assertEquals(List.of("kernel /k", "initrd /my initrd.img"),
                Menus.parts(Menus.entry("linux /k\ninitrd /my initrd.img\n").entries().getFirst()));
    }

    @Test
    void aUnifiedKernelIsTakenApart() {
        byte[] image = new PeFile().with(".cmdline", "own").with(".linux", "KERNEL").with(".initrd", "INITRD").bytes();
        var files = new FakeConfigFiles().put(Menus.ROOT + "EFI/Linux/u.efi", image);
        for (String key : List.of("uki", "efi", "linux")) {
            files.put(Menus.ENTRIES + "a.conf", key + " /EFI/Linux/u.efi\n");
            BootEntry entry = Menus.read(files, Menus.ENTRIES + "a.conf").entries().getFirst();
            assertEquals(List.of("kernel /EFI/Linux/u.efi [1024+6]", "initrd /EFI/Linux/u.efi [1536+6]"), Menus.parts(entry), key);
            assertEquals(Optional.of("own"), entry.commandLine());
        }
        files.put(Menus.ENTRIES + "a.conf", "uki-url :EFI/Linux/u.efi\noptions other\n");
        assertEquals(Optional.of("other"), Menus.read(files, Menus.ENTRIES + "a.conf").entries().getFirst().commandLine());
    }

    @Test
    void aProfileIsNamedByNumberOrId() {
        byte[] image = new PeFile().with(".linux", "K").with(".profile", "ID=main\n").with(".cmdline", "one").with(".profile", "ID=reset\n")
                .with(".cmdline", "two")
                .bytes();
        var files = new FakeConfigFiles().put(Menus.ROOT + "u.efi", image);
        for (String profile : List.of("1", "reset")) {
            files.put(Menus.ENTRIES + "a.conf", "uki /u.efi\nprofile " + profile + "\n");
            assertEquals(Optional.of("two"), Menus.read(files, Menus.ENTRIES + "a.conf").entries().getFirst().commandLine(), profile);
        }
        files.put(Menus.ENTRIES + "a.conf", "uki /u.efi\nprofile 2\n");
        assertEquals(List.of("the unified kernel image has no profile \"2\""), Menus.remarks(Menus.read(files, Menus.ENTRIES + "a.conf")));
    }

    @Test
    void aKernelThatFirmwareCouldStartIsOne() {
        var files = new FakeConfigFiles().put(Menus.ROOT + "vmlinuz.efi", PeFile.kernel()).put(Menus.ENTRIES + "a.conf",
                "efi /vmlinuz.efi\ninitrd /i\noptions x\n");
        assertEquals(List.of("kernel /vmlinuz.efi", "initrd /i"),
                Menus.parts(Menus.read(files, Menus.ENTRIES + "a.conf").entries().getFirst()));
    }

    @Test
    void anEfiProgramCantBeStarted() {
        var files = new FakeConfigFiles().put(Menus.ROOT + "shell.efi", new PeFile().with(".text", "x").bytes())
                .put(Menus.ENTRIES + "a.conf", "efi /shell.efi\n");
        BootMenu menu = Menus.read(files, Menus.ENTRIES + "a.conf");
        assertEquals(List.of(), menu.entries());
        assertEquals(List.of("\"/shell.efi\" can't be started here: it is an EFI program without a kernel"), Menus.remarks(menu));
    }

    @Test
    void anImageThatIsNotThereIsARemark() {
        assertEquals(List.of("\"/none.efi\" does not exist"), Menus.remarks(Menus.entry("uki /none.efi\n")));
    }

    @Test
    void aConfigurationThatIsNotThereIsAProblem() {
        var uri = BootUri.parse(Menus.ENTRIES + "a.conf");
        var thrown = assertThrows(FetchException.class,
                () -> new BlsReader().read(new MenuRequest(uri, uri.withPath("/"), Map.of()), new FakeConfigFiles()));
        assertEquals("SW-F701", thrown.problem().code());
    }

    @Test
    void titlesAreFitForATerminal() {
        assertTrue(
                Menus.titles(Menus.entry("title \u001b[31mred\u0007\nlinux /k\n")).getFirst().chars().noneMatch(Character::isISOControl));
    }
}
