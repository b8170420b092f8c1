package io.strapwork.menu.zipl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.testkit.fake.FakeConfigFiles;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ZiplMenuTests {
    private static final String MAP = """
            zIPL boot map
            layout DASD, Linux disk layout STRAP1
            default 1
            timeout 3
            program 1
            title first
            file kernel
            file initrd
            file cmdline
            file parameters
            program 2
            file kernel
            file cmdline
            file environment
            program 3
            refused the program is a dump program, which Strapwork does not start
            """;

    private static BootMenu read(String map, String loadparm) throws FetchException {
        var files = new FakeConfigFiles().put("disk://0/0/boot-map", map).put("disk://0/0/1/cmdline", "root=/dev/dasda1 ${NAME}")
                .put("disk://0/0/2/cmdline", "one=${ONE} two=${TWO} none=${NONE}.")
                .put("disk://0/0/2/environment", "# zIPL Environment Block\nONE=1\nTWO=2\n7TWO=seven\n");
        BootUri config = BootUri.parse("disk://0/0/boot-map");
        return new ZiplMenu().read(new MenuRequest(config, config.folder(), Map.of(MenuRequest.LOADPARM, loadparm)), files);
    }

    @Test
    void programsAreEntries() throws Exception {
        BootMenu menu = read(MAP, "");
        assertEquals(List.of("1 first [kernel disk://0/0/1/kernel, initrd disk://0/0/1/initrd] root=/dev/dasda1 ${NAME}",
                "2 program 2 [kernel disk://0/0/2/kernel] one=1 two=2 none=.", "3 program 3 [kernel disk://0/0/3/kernel] "),
                menu.entries().stream().map(ZiplMenuTests::text).toList());
        assertEquals(Optional.of("1"), menu.preset());
        assertEquals(Optional.of(Duration.ofSeconds(3)), menu.patience());
        assertEquals(List.of("program 3: the program is a dump program, which Strapwork does not start"),
                menu.remarks().stream().map(remark -> remark.what()).toList());
    }

    /** A verifier is asked about these, and not about variables that nothing asks for. */
    @Test
    void anEntrySaysWhereItsCommandLineIs() throws Exception {
        assertEquals(List.of("[disk://0/0/1/cmdline]", "[disk://0/0/2/cmdline, disk://0/0/2/environment]", "[]"),
                read(MAP, "").entries().stream().map(entry -> entry.line().files().toString()).toList());
        var files = new FakeConfigFiles().put("disk://0/0/boot-map", MAP.replace("file kernel\nfile cmdline", "file kernel"))
                .put("disk://0/0/1/cmdline", " \n");
        BootUri config = BootUri.parse("disk://0/0/boot-map");
        assertEquals(List.of("[]", "[]", "[]"), new ZiplMenu().read(new MenuRequest(config, config.folder(), Map.of()), files).entries()
                .stream().map(entry -> entry.line().files().toString()).toList());
    }

    private static String text(BootEntry entry) {
        return entry.id() + " " + entry.title() + " "
                + entry.parts().stream().map(part -> part.name() + " " + part.uri()).toList() + " " + entry.commandLine().orElse("");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ""       | 1  | one=1 two=2 none=.      | 3
            0        | 1  | one=1 two=2 none=.      | 3
            2        | 2  | one=1 two=2 none=.      | 0
            02       | 2  | one=1 two=2 none=.      | 0
            S7       | 1  | one=1 two=seven none=.  | 3
            S72      | 2  | one=1 two=seven none=.  | 0
            ss 2     | 2  | one=1 two=2 none=.      | 0
            PROMPT   |    | one=1 two=2 none=.      | 3
            9        |    | one=1 two=2 none=.      |
            hello    | 1  | one=1 two=2 none=.      | 3
            """)
    void loadparm(String told, String preset, String line, Integer seconds) throws Exception {
        BootMenu menu = read(MAP, told.replace("\"", ""));
        assertEquals(Optional.ofNullable(preset), menu.preset());
        assertEquals(line, menu.entries().get(1).commandLine().orElse(""));
        assertEquals(Optional.ofNullable(seconds).map(Duration::ofSeconds), menu.patience());
        assertEquals(told.equals("9") || told.equals("hello") ? 2 : 1, menu.remarks().size());
    }

    @Test
    void whatIsNoMapHasNoEntries() throws Exception {
        assertEquals(List.of(), read("hello\n", "").entries());
        assertEquals("this is not the text of a boot map", read("", "").remarks().getFirst().what());
        assertEquals(Optional.empty(), read(MAP.replace("timeout 3", "timeout never"), "").patience());
        assertEquals(Optional.of(Duration.ZERO), read(MAP.replace("timeout 3\n", ""), "").patience());
    }

    private static byte[] image(long start, long bytes, String line) {
        var image = ByteBuffer.allocate(0x20000);
        image.put(0x10008, "S390EP".getBytes(StandardCharsets.US_ASCII));
        image.putLong(0x10408, start).putLong(0x10410, bytes).put(0x10480, line.getBytes(StandardCharsets.US_ASCII));
        return image.array();
    }

    private static BootMenu boot(byte[] image) throws FetchException {
        BootUri config = BootUri.parse("disk://0/0/[boot]/1-x86-none.img".replace("[", "%5B").replace("]", "%5D"));
        return new BootImageMenu().read(new MenuRequest(config, config.folder(), Map.of()),
                new FakeConfigFiles().put(config.toString(), image));
    }

    @Test
    void anImageOfElToritoComesApart() throws Exception {
        BootMenu menu = boot(image(0x18000, 0x4321, "console=ttysclp0"));
        assertEquals(List.of("kernel bytes 0 to 98303", "initrd bytes 98304 to 115488"),
                menu.entries().getFirst().parts().stream().map(part -> part.name() + " " + part.range().orElseThrow()).toList());
        assertEquals(Optional.of("console=ttysclp0"), menu.entries().getFirst().commandLine());
        assertEquals(List.of("disk://0/0/%5Bboot%5D/1-x86-none.img"),
                menu.entries().getFirst().line().files().stream().map(BootUri::toString).toList());
        assertEquals(List.of(), boot(image(0, 0, "")).entries().getFirst().line().files());
        assertEquals(Optional.of("1-x86-none.img"), menu.preset());
        assertEquals(Optional.empty(), boot(image(0, 0, "")).entries().getFirst().parts().getFirst().range());
        assertEquals(1, boot(image(1, -1, "")).remarks().size());
        assertEquals(1, boot(image(Long.MAX_VALUE, 2, "")).entries().getFirst().parts().size());
        assertEquals(List.of(), boot(new byte[0x20000]).entries());
        assertEquals(List.of(), boot(new byte[0]).entries());
    }

    static Stream<byte[]> seeds() {
        return Stream.of(MAP, MAP.replace(" ", "\0"), "zIPL boot map\nprogram 99\nfile cmdline\nfile environment\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void anyMap(byte[] bytes) throws FetchException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (BootEntry entry : read(text, text.substring(0, Math.min(8, text.length()))).entries()) {
            assertEquals("kernel", entry.parts().getFirst().name());
        }
        Environment.parse(text).in(text, "7");
    }

    static Stream<byte[]> images() {
        return Stream.of(image(0x18000, 0x4321, "a"), image(-1, -1, "\n"), image(1, Long.MAX_VALUE, ""));
    }

    @MethodSource("images")
    @FuzzTest
    void anyImage(byte[] bytes) throws FetchException {
        boot(bytes);
    }
}
