package io.strapwork.menu.bls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.testkit.fake.FakeConfigFiles;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries of type 2, and what is none. */
class UnifiedKernelTests {
    private static final String FILE = Menus.ROOT + "debian+3-1.efi";
    private static final String OSREL = "PRETTY_NAME=\"Debian GNU/Linux 12\"\nVERSION_ID='12'\nID=debian\n";

    private static BootMenu read(byte[] file) {
        return Menus.read(new FakeConfigFiles().put(FILE, file), FILE);
    }

    private static BootMenu read(PeFile file) {
        return read(file.bytes());
    }

    @Test
    void sectionsAreParts() {
        BootMenu menu = read(new PeFile().with(".text", "stub").with(".osrel", OSREL).with(".cmdline", " root=/dev/sda1\nquiet\0junk")
                .with(".uname", "6.1")
                .with(".ucode", "UCODE").with(".linux", "KERNEL").with(".initrd", "INITRD").with(".sbat", "x"));
        assertEquals(List.of("debian.efi"), Menus.ids(menu));
        assertEquals(List.of("Debian GNU/Linux 12"), Menus.titles(menu));
        assertEquals(List.of("kernel /debian+3-1.efi [3584+6]", "initrd /debian+3-1.efi [3072+5]", "initrd /debian+3-1.efi [4096+6]"),
                Menus.parts(menu.entries().getFirst()));
        assertEquals(Optional.of("root=/dev/sda1 quiet"), menu.entries().getFirst().commandLine());
        assertEquals(Optional.of("debian.efi"), menu.preset());
        assertEquals(List.of(), menu.remarks());
    }

    @Test
    void theKernelAloneIsEnough() {
        BootMenu menu = read(new PeFile().with(".linux", "K"));
        assertEquals(List.of("debian.efi"), Menus.titles(menu));
        assertEquals(Optional.empty(), menu.entries().getFirst().commandLine());
    }

    @Test
    void everyProfileIsAnEntry() {
        BootMenu menu = read(new PeFile().with(".linux", "K").with(".osrel", OSREL).with(".cmdline", "base").with(".initrd", "I")
                .with(".profile", "ID=regular\n")
                .with(".profile", "ID=reset\nTITLE=\"Reset it\"\n").with(".cmdline", "reset").with(".profile", "").with(".linux", "OTHER")
                .with(".cmdline", "third"));
        assertEquals(List.of("debian.efi", "debian.efi@reset", "debian.efi@2"), Menus.ids(menu));
        assertEquals(List.of("Debian GNU/Linux 12", "Debian GNU/Linux 12 (Reset it)", "Debian GNU/Linux 12 (profile 2)"),
                Menus.titles(menu));
        assertEquals(List.of(Optional.of("base"), Optional.of("reset"), Optional.of("third")),
                menu.entries().stream().map(each -> each.commandLine()).toList());
        assertEquals(5, menu.entries().get(2).parts().getFirst().range().orElseThrow().length());
        assertEquals(2, menu.entries().get(2).parts().size());
    }

    @Test
    void profilesOfOneIdKeepTheirNumbers() {
        assertEquals(List.of("debian.efi", "debian.efi@a", "debian.efi@2"),
                Menus.ids(read(new PeFile().with(".linux", "K").with(".profile", "").with(".profile", "ID=a").with(".profile", "ID=a"))));
    }

    @Test
    void textBehindTheKernelIsRead() {
        BootMenu menu = read(new PeFile().with(".linux", new byte[200_000]).with(".cmdline", "late").with(".osrel", OSREL));
        assertEquals(Optional.of("late"), menu.entries().getFirst().commandLine());
        assertEquals(List.of("Debian GNU/Linux 12"), Menus.titles(menu));
    }

    @Test
    void textOutOfReachIsARemark() {
        byte[] head = new PeFile().with(".linux", "K").with(".cmdline", "x").bytes();
        ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).putInt(new PeFile().tableAt() + 40 + 20, 64 << 20);
        BootMenu menu = read(head);
        assertEquals(Optional.of(""), menu.entries().getFirst().commandLine());
        assertEquals(List.of("the image's section .cmdline ends beyond 64 MiB and is not read"), Menus.remarks(menu));
    }

    @Test
    void aSectionThatTheFileEndsInIsARemark() {
        byte[] head = new PeFile().with(".linux", "K").with(".cmdline", "x").bytes();
        ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).putInt(new PeFile().tableAt() + 40 + 20, 1 << 20);
        assertEquals(List.of("the file ends before the image's section .cmdline does"), Menus.remarks(read(head)));
    }

    @Test
    void aSecondSectionOfANameIsARemark() {
        BootMenu menu = read(new PeFile().with(".linux", "K").with(".cmdline", "one").with(".cmdline", "two").with(".dtbauto", "d")
                .with(".dtbauto", "d"));
        assertEquals(Optional.of("one"), menu.entries().getFirst().commandLine());
        assertEquals(List.of("the image has more than one section .cmdline; the first is used",
                "device trees that firmware chooses by hardware (.dtbauto) are ignored"), Menus.remarks(menu));
    }

    @Test
    void overlapsAreTold() {
        byte[] file = new PeFile().with(".linux", "K").with(".initrd", "I").bytes();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(new PeFile().tableAt() + 40 + 20, 512);
        assertEquals(List.of("the image's section .initrd overlaps another; the file is damaged"), Menus.remarks(read(file)));
    }

    @Test
    void anotherMachinesImageIsLeftOut() {
        BootMenu menu = read(new PeFile().machine(0xaa64).with(".linux", "K"));
        assertEquals(List.of(), menu.entries());
        assertEquals(List.of("the unified kernel image is for another machine (PE machine 0xaa64, this is x86_64)"), Menus.remarks(menu));
    }

    @Test
    void aPlainKernelIsAnEntryOfItsFile() {
        var files = new FakeConfigFiles().put(Menus.ROOT + "vmlinuz", PeFile.kernel());
        BootMenu menu = Menus.read(files, Menus.ROOT + "vmlinuz");
        assertEquals(List.of("kernel /vmlinuz"), Menus.parts(menu.entries().getFirst()));
        assertEquals(Optional.empty(), menu.entries().getFirst().commandLine());
        assertTrue(files.asked().stream().allMatch(Menus.ROOT.concat("vmlinuz")::equals));
    }

    @ParameterizedTest
    @CsvSource({".sbat, 'sbat,1,SBAT\nsystemd-boot,1,x', 'it is an EFI program, systemd-boot'",
        ".sbat, 'sbat,1\ngrub,3\ngrub.debian12,1', 'it is an EFI program, GRUB'",
        ".sbat, 'sbat,1\nshim,3', 'it is an EFI program, shim'", "mods, x, 'it is an EFI program, GRUB'",
        ".vendor_cert, x, 'it is an EFI program, shim'",
        ".sdmagic, '#### LoaderInfo: systemd-boot 252 ####', 'it is an EFI program, systemd-boot'",
        ".sdmagic, '#### LoaderInfo: systemd-stub 252 ####', 'it is an EFI program, systemd-stub without a kernel'",
        ".text, iPXE initialising, 'it is an EFI program, iPXE'",
        ".cmdline, x, 'it is an addon for unified kernel images, without a kernel'",
        ".text, x, 'it is an EFI program without a kernel'"})
    void anEfiProgramIsNamed(String section, String content, String what) {
        BootMenu menu = read(new PeFile().with(section, content));
        assertEquals(List.of(), menu.entries());
        assertEquals(List.of("this is not a kernel: " + what), Menus.remarks(menu));
    }

    @Test
    void aNameFarIntoTheFileIsSeen() {
        assertEquals(List.of("this is not a kernel: it is an EFI program, iPXE"),
                Menus.remarks(read(new PeFile().with(".text", new byte[500_000]).with(".rodata", "iPXE"))));
    }

    @Test
    void aDosProgramIsNone() {
        assertEquals(List.of("this is not a kernel: it begins like an EFI program but has no PE sections"),
                Menus.remarks(read(new byte[]{'M', 'Z', 0, 0})));
    }

    /** Of a file of a gigabyte only what is needed is asked for. */
    @Test
    void noMoreIsReadThanNeeded() {
        byte[] image = new PeFile().with(".cmdline", "x").with(".linux", new byte[3_000_000]).bytes();
        var asked = new ArrayList<Integer>();
        var files = new FakeConfigFiles() {
            @Override
            public Optional<MemorySegment> head(BootUri file, int bytes) {
                asked.add(bytes);
                return super.head(file, bytes);
            }
        };
        files.put(FILE, image);
        assertEquals(Optional.of("x"), Menus.read(files, FILE).entries().getFirst().commandLine());
        assertEquals(List.of(4096, 4096), asked);
    }
}
