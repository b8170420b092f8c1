package io.strapwork.menu.ipxe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.MenuPlugin;
import io.strapwork.api.fetch.MenuRequest;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where an iPXE program's script is, and what a script looks like. */
class SearchTests {
    private static List<String> candidates(String program, Map<String, String> facts) {
        BootUri uri = BootUri.parse(program);
        return new IpxeMenu().candidates(new MenuRequest(uri, uri, facts)).stream().map(each -> each.config().toString()).toList();
    }

    @Test
    void besideTheProgram() {
        assertEquals(List.of("tftp://10.0.2.2/efi/autoexec.ipxe"), candidates("tftp://10.0.2.2/efi/ipxe.efi", Map.of()));
        assertEquals(List.of("http://10.0.2.2/autoexec.ipxe"), candidates("http://10.0.2.2", Map.of()));
    }

    @ParameterizedTest
    @CsvSource({"http://10.0.2.2/boot.ipxe?a=b, http://10.0.2.2/boot.ipxe?a=b", "menu.ipxe, tftp://10.0.2.9/menu.ipxe",
        "/sub/menu.ipxe, tftp://10.0.2.9//sub/menu.ipxe"})
    void whatDhcpTellsAnIpxe(String name, String expected) {
        assertEquals(List.of(expected, "tftp://10.0.2.2/efi/autoexec.ipxe"),
                candidates("tftp://10.0.2.2/efi/ipxe.efi", Map.of("ipxe-bootfile", name, "next-server", "10.0.2.9")));
    }

    @Test
    void aBootFileThatIsNoAddressIsPassedBy() {
        assertEquals(List.of("tftp://10.0.2.2/autoexec.ipxe"), candidates("tftp://10.0.2.2/ipxe.efi", Map.of("ipxe-bootfile", "http://[")));
    }

    @ParameterizedTest
    @CsvSource({"~!ipxe\\n, true", "~!gpxe\\r\\n, true", "~!ipxe  x, true", "~!ipxe\\t, true", "~!gpxe\\n, true", "~!ipxes\\n, false",
        "~!ipxe, false",
        "~!/bin/sh\\n, false"})
    void magics(String start, boolean expected) {
        byte[] bytes = start.replace("~", "#").replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t")
                .getBytes(StandardCharsets.UTF_8);
        assertEquals(expected, Script.hasMagic(MemorySegment.ofArray(bytes)));
        String hex = "0:" + HexFormat.of().formatHex(bytes);
        boolean declared = Arrays.stream(IpxeMenu.class.getAnnotation(MenuPlugin.class).magics()).anyMatch(hex::startsWith);
        assertEquals(expected, declared);
    }

    @ParameterizedTest
    @CsvSource({"ipxe.efi, true", "ipxe-x86_64.efi, true", "snponly.efi, true", "undionly.kpxe, true", "netboot.xyz.kpxe, true",
        "ipxe.lkrn, true", "grubx64.efi, false",
        "pxelinux.0, false", "bootx64.efi, false"})
    void programs(String name, boolean expected) {
        boolean found = Arrays.stream(IpxeMenu.class.getAnnotation(MenuPlugin.class).programs())
                .anyMatch(pattern -> name.matches(pattern.replace(".", "\\.").replace("*", "[^/]*")));
        if (expected) {
            assertTrue(found, name);
        } else {
            assertFalse(found, name);
        }
    }
}
