package io.strapwork.menu.ins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.testkit.fake.FakeConfigFiles;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

class InsMenuTests {
    private static final String FOLDER = "ftp://10.0.2.2/pub/linux/";
    private final FakeConfigFiles files = new FakeConfigFiles();

    private BootMenu read(String... lines) {
        files.put(FOLDER + "generic.ins", String.join("\n", lines) + "\n");
        return read();
    }

    private BootMenu read() {
        try {
            return new InsMenu().read(new MenuRequest(BootUri.parse(FOLDER + "generic.ins"), BootUri.parse(FOLDER), Map.of()), files);
        } catch (FetchException e) {
            throw new AssertionError(e);
        }
    }

    private void cell(String name, String hexadecimal) {
        files.put(FOLDER + name, HexFormat.of().parseHex(hexadecimal));
    }

    private static List<String> parts(BootMenu menu) {
        return menu.entries().getFirst().parts().stream().map(InsMenuTests::part).toList();
    }

    private static String part(PartSource part) {
        return part.name() + "=" + part.uri().toString().replace(FOLDER, "") + part.at().map(at -> "@" + at).orElse("");
    }

    private static List<String> remarks(BootMenu menu) {
        return menu.remarks().stream().map(remark -> remark.line() + ":" + remark.column() + " " + remark.what()).toList();
    }

    @Test
    void namesCountFromTheVolumeOfADisk() throws FetchException {
        BootUri ins = BootUri.parse("disk://0/1/boot/generic.ins");
        files.put(ins.toString(), "* a disk\n/images/k 0\n").volume(
                new ConfigVolume("hd0,msdos1", BootUri.parse("disk://0/1/"), Optional.empty(), Optional.empty()));
        assertEquals(List.of("kernel=disk://0/1/images/k"), parts(new InsMenu().read(new MenuRequest(ins, ins.folder(), Map.of()), files)));
    }

    /** Red Hat's and Fedora's shape. */
    @Test
    void anAddressAndASizeInOneFile() {
        cell("initrd.addrsize", "0000000002000000" + "0000000000123456");
        files.put(FOLDER + "generic.prm", "ro ramdisk_size=40000 cio_ignore=all,!condev\n");
        BootMenu menu = read("* minimal lpar ins file", "images/kernel.img 0x00000000", "images/initrd.img 0x02000000",
                "generic.prm 0x00010480", "initrd.addrsize 0x00010408");
        assertEquals(List.of("kernel=images/kernel.img", "initrd=images/initrd.img"), parts(menu));
        assertEquals(Optional.of("ro ramdisk_size=40000 cio_ignore=all,!condev"), menu.entries().getFirst().commandLine());
        assertEquals("minimal lpar ins file", menu.entries().getFirst().title());
        assertEquals(Optional.of("generic"), menu.preset());
        assertEquals(Optional.of(Duration.ZERO), menu.patience());
        assertEquals(List.of(), menu.remarks());
    }

    /** SUSE's, Debian's and Ubuntu's shape. */
    @Test
    void theLowerHalvesInTwoFiles() {
        cell("initrd.off", "01000000");
        cell("initrd.siz", "00123456");
        files.put(FOLDER + "parmfile", "locale=C\r\npriority=low\n\n");
        BootMenu menu = read("* Installer", "", "* a comment", "linux 0x00000000", "initrd.off 0x0001040c", "initrd.siz 0x00010414",
                "parmfile 0x00010480", "initrd 16777216");
        assertEquals(List.of("kernel=linux", "initrd=initrd"), parts(menu));
        assertEquals(Optional.of("locale=C priority=low"), menu.entries().getFirst().commandLine());
        assertEquals(List.of(), menu.remarks());
    }

    @Test
    void oldKernelsLookAtEightMegabytes() {
        cell("root.siz", "00123456");
        assertEquals(List.of("kernel=k", "initrd=root.bin"), parts(read("* old", "k 0", "root.bin 0x00800000", "root.siz 0x00010414")));
    }

    @Test
    void whatIsNotLinuxKeepsItsAddress() {
        BootMenu menu = read("*", "k 0x0", "stage2 0x2000", "data 0x7fffffffffffffff");
        assertEquals(List.of("kernel=k", "module=stage2@0x2000", "module=data@0x7fffffffffffffff"), parts(menu));
        assertEquals("generic", menu.entries().getFirst().title());
        assertEquals(Optional.empty(), menu.entries().getFirst().commandLine());
    }

    @Test
    void namesCountFromTheFolderThenFromTheRoot() {
        PartSource kernel = read("* x", "boot/Kernel.IMG 0").entries().getFirst().parts().getFirst();
        assertEquals(FOLDER + "boot/Kernel.IMG", kernel.uri().toString());
        assertEquals(List.of(BootUri.parse("ftp://10.0.2.2/boot/Kernel.IMG")), kernel.otherwise());
        assertEquals("ftp://10.0.2.2/k", read("* x", "/k 0").entries().getFirst().parts().getFirst().uri().toString());
        assertEquals("http://10.0.2.3/k", read("* x", "http://10.0.2.3/k 0").entries().getFirst().parts().getFirst().uri().toString());
    }

    @Test
    void parametersMayBeEbcdic() {
        files.put(FOLDER + "parm", "ro console=ttyS0".getBytes(Charset.forName("IBM500")));
        assertEquals(Optional.of("ro console=ttyS0"), read("* x", "k 0", "parm 0x10480").entries().getFirst().commandLine());
    }

    @Test
    void aCellThatFitsNoFileIsARemark() {
        cell("off", "01000000");
        BootMenu menu = read("* x", "k 0", "initrd 0x2000000", "off 0x1040c");
        assertEquals(List.of("kernel=k", "module=initrd@0x2000000", "module=off@0x1040c"), parts(menu));
        assertEquals(List.of("4:1 the initrd should be at 0x1000000, but no file is loaded there"), remarks(menu));
    }

    @Test
    void aCellThatIsNoneIsARemark() {
        files.put(FOLDER + "off", "a text and no address");
        assertEquals(List.of("3:1 the address of the initrd has 21 bytes, not 4, 8 or 16; there is no initrd"),
                remarks(read("* x", "k 0", "off 0x10408")));
        assertEquals(List.of("3:1 the file for 0x10408 does not exist"), remarks(read("* x", "k 0", "gone 0x10408")));
    }

    @Test
    void missingParametersAreARemark() {
        BootMenu menu = read("* x", "k 0", "gone 0x10480");
        assertEquals(List.of("kernel=k"), parts(menu));
        assertEquals(List.of("3:1 the file for 0x10480 does not exist"), remarks(menu));
    }

    @Test
    void wrongLinesAreRemarks() {
        BootMenu menu = read("k 0", "kernel", "x 0xzz", "y -1", "z 0x10000 and more", "w 99999999999999999999");
        assertEquals(List.of("kernel=k", "module=z@0x10000"), parts(menu));
        assertEquals(List.of("1:1 the first line has no asterisk", "2:1 the line is not a file and an address; it is ignored",
                "3:1 the line is not a file and an address; it is ignored",
                "4:1 the line is not a file and an address; it is ignored", "5:0 there is more after the address; it is ignored",
                "6:1 the line is not a file and an address; it is ignored"), remarks(menu));
    }

    @Test
    void withoutAFileAtZeroThereIsNoEntry() {
        BootMenu menu = read("* x", "k 0x10000");
        assertEquals(List.of(), menu.entries());
        assertEquals(Optional.empty(), menu.preset());
        assertEquals(List.of("0:0 no file is loaded at address 0, where the machine starts"), remarks(menu));
    }

    @Test
    void aMissingFileIsAnEmptyMenu() {
        assertEquals(List.of("0:0 the .INS file does not exist"), remarks(read()));
    }

    @Test
    void longFilesAreCut() {
        BootMenu menu = read("* x", "k 0", "a 0x10000\n".repeat(5_000), "b".repeat(10_000) + " 1");
        assertEquals(999, menu.entries().getFirst().parts().size());
        assertEquals("1001:0 the file has more than 1000 lines; the rest is ignored", remarks(menu).getFirst());
    }

    /** Seeded. */
    @Test
    void whateverIsReadEndsInAMenu() {
        String[] pieces = {"* ", "a", "b", " ", "\n", "\n", "0x0", "0", "0x10408", "0x1040c", "0x10480", "0x800000", "http://", "[", "\0",
            "\r", "-", "é", "%", "99999999999999999999", "\t", "/"};
        var random = new SplittableRandom(390);
        for (int round = 0; round < 5_000; round++) {
            for (String name : List.of("generic.ins", "a", "b")) {
                var text = new StringBuilder();
                for (int i = random.nextInt(30); i > 0; i--) {
                    text.append(pieces[random.nextInt(pieces.length)]);
                }
                files.put(FOLDER + name, text.toString());
            }
            check(read());
        }
    }

    private static void check(BootMenu menu) {
        menu.entries().forEach(entry -> assertTrue(entry.parts().getFirst().name().equals("kernel")));
    }

    static Stream<byte[]> configurations() {
        return Stream.of("* minimal\nkernel.img 0x00000000\ninitrd.img 0x02000000\na 0x00010480\nb 0x00010408\n", "-k k\n")
                .map(text -> text.getBytes(StandardCharsets.US_ASCII));
    }

    @MethodSource("configurations")
    @FuzzTest
    void anyConfiguration(byte[] config) {
        files.put(FOLDER + "generic.ins", config).put(FOLDER + "a", config);
        cell("b", "0000000002000000" + "0000000000123456");
        check(read());
    }
}
