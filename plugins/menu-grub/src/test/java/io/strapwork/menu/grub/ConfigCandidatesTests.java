package io.strapwork.menu.grub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.MenuRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigCandidatesTests {
    private static List<String> candidates(String program, Map<String, String> facts) {
        BootUri uri = BootUri.parse(program);
        return new GrubMenuReader().candidates(new MenuRequest(uri, uri, facts)).stream().map(each -> each.config().toString()).toList();
    }

    /** The UUID is written as DHCP option 97 carries it, the first three fields turned round. */
    @Test
    void namesOfTheMachineComeInGrubsOrder() {
        List<String> found = candidates("tftp://10.0.2.2/uefi/grubx64.efi",
                Map.of(MenuRequest.UUID, "00112233-4455-6677-8899-aabbccddeeff", MenuRequest.MAC, "52:54:00:77:00:0A", MenuRequest.IP,
                        "192.168.77.120"));

        assertEquals(
                List.of("grub.cfg-33221100-5544-7766-8899-aabbccddeeff", "grub.cfg-00112233-4455-6677-8899-aabbccddeeff",
                        "grub.cfg-01-52-54-00-77-00-0a",
                        "grub.cfg-C0A84D78", "grub.cfg-C0A84D7", "grub.cfg-C0A84D", "grub.cfg-C0A84", "grub.cfg-C0A8", "grub.cfg-C0A",
                        "grub.cfg-C0", "grub.cfg-C", "grub.cfg"),
                found.subList(0, 12).stream().map(uri -> uri.substring("tftp://10.0.2.2/uefi/".length())).toList());
        assertEquals(found.size(), new HashSet<>(found).size());
    }

    @Test
    void foldersOfDistributions() {
        List<String> found = candidates("tftp://10.0.2.2/debian-installer/amd64/grubx64.efi", Map.of());

        assertEquals(List.of("tftp://10.0.2.2/debian-installer/amd64/grub.cfg", "tftp://10.0.2.2/debian-installer/amd64/grub/grub.cfg"),
                found.subList(0, 2));
        for (String folder : List.of("grub", "boot/grub", "boot/grub2", "grub2", "EFI/debian", "EFI/fedora", "EFI/BOOT", "EFI/redhat")) {
            assertTrue(found.contains("tftp://10.0.2.2/" + folder + "/grub.cfg"), folder);
        }
        assertTrue(candidates("tftp://10.0.2.2/bootnetx64.efi", Map.of()).contains("tftp://10.0.2.2/debian-installer/amd64/grub/grub.cfg"));
    }

    /** {@code grub-mknetdir} puts the program into a folder of modules; its prefix is the one around it. */
    @Test
    void theFolderOfModulesIsNotThePrefix() {
        assertEquals(List.of("tftp://10.0.2.2/boot/grub/grub.cfg", "tftp://10.0.2.2/boot/grub/i386-pc/grub.cfg"),
                candidates("tftp://10.0.2.2/boot/grub/i386-pc/core.0", Map.of()).subList(0, 2));
    }

    @Test
    void addressesOfVersionSix() {
        assertEquals(List.of("tftp://[fd00:77::1]/uefi/grub.cfg-fd00-77--100", "tftp://[fd00:77::1]/uefi/grub.cfg"),
                candidates("tftp://[fd00:77::1]/uefi/grubx64.efi", Map.of(MenuRequest.IP, "fd00:77::100")).subList(0, 2));
    }

    @Test
    void factsThatAreNoneAreLeftOut() {
        assertEquals("http://h/grub.cfg",
                candidates("http://h/grubx64.efi", Map.of(MenuRequest.MAC, "../x", MenuRequest.IP, "300.1.1.1.1")).getFirst());
    }
}
