package io.strapwork.menu.ipxe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kernels, their parts, and what is started. */
class ImagesTests {
    private static final String ROOT = Scripts.ROOT;

    @Test
    void aKernelWithItsParts() throws FetchException {
        BootMenu menu = Scripts.of("kernel vmlinuz console=ttyS0   quiet", "initrd a.gz", "initrd ../b.gz", "boot").read();
        BootEntry entry = menu.entries().getFirst();
        assertEquals("vmlinuz", entry.title());
        assertEquals("vmlinuz", entry.id());
        assertEquals(Optional.of("vmlinuz"), menu.preset());
        assertEquals(Optional.empty(), menu.patience());
        assertEquals(Optional.of("console=ttyS0 quiet"), entry.commandLine());
        assertEquals(ROOT + "vmlinuz", Scripts.kernel(entry));
        assertEquals(List.of(ROOT + "a.gz", "http://10.0.2.2/b.gz"), Scripts.initrds(entry));
        assertEquals(List.of(), menu.remarks());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {
        "kernel --name linux vmlinuz a ! linux ! a",
        "kernel -n linux vmlinuz a ! linux ! a",
        "kernel --name=linux vmlinuz a ! linux ! a",
        "kernel --autofree --timeout 5 vmlinuz a ! vmlinuz ! a",
        "kernel vmlinuz a --name linux b ! linux ! a b",
        "kernel vmlinuz -- --name ! vmlinuz ! -- --name",
        "kernel -- vmlinuz a ! vmlinuz ! a",
        "kernel vmlinuz?os=a&b=c ! vmlinuz ! ''",
        "kernel /a/b%20c ! b c ! ''",
        "kernel http://other.example/ ! other.example ! ''"})
    void names(String line, String name, String arguments) throws FetchException {
        BootEntry entry = Scripts.of(line, "boot").entry();
        assertEquals(name, entry.title());
        assertEquals(arguments, entry.commandLine().orElse(""));
    }

    @Test
    void aLateNameIsForgivenAndTold() throws FetchException {
        assertEquals(
                "http://10.0.2.2/boot/start.ipxe:2:1: --name comes after the address, where iPXE reads it as an argument of the image"
                        + " (write it before the address)",
                Scripts.of("kernel vmlinuz --name linux", "boot").read().remarks().getFirst().toString());
    }

    @ParameterizedTest
    @CsvSource({"k, http://10.0.2.2/boot/k", "/k, http://10.0.2.2/k", "../k, http://10.0.2.2/k", "./a/../k, http://10.0.2.2/boot/k",
        "https://s.example:8443/a/k, https://s.example:8443/a/k", "tftp://${next-server}/a/k, tftp://10.0.2.2/a/k",
        "k?a=b#c, http://10.0.2.2/boot/k?a=b",
        "a|b, http://10.0.2.2/boot/a%7Cb", "k\u00fc, http://10.0.2.2/boot/k%C3%BC"})
    void addressesAreSeenFromTheScript(String reference, String expected) throws FetchException {
        assertEquals(expected, Scripts.kernel(Scripts.of("kernel " + reference, "boot").entry()));
    }

    @ParameterizedTest
    @CsvSource({"kernel tftp:///vmlinuz", "kernel http:", "kernel ''", "kernel ${nothing}"})
    void whatIsNoAddressFails(String line) throws FetchException {
        BootMenu menu = Scripts.of(line + " || kernel other", "boot").read();
        assertEquals(ROOT + (line.contains("''") ? "''" : "other"), Scripts.kernel(menu.entries().getFirst()));
    }

    @Test
    void anImageIsUsedAgainByItsName() throws FetchException {
        String[] lines = {"imgfetch -n kernel http://10.0.2.2:80/k.x86_64", "imgfetch -n nbfs http://10.0.2.2:80/fs.gz", "imgload kernel",
            "imgargs kernel a=${mac}  b", "imgexec kernel"};
        BootEntry entry = Scripts.of(lines).entry();
        assertEquals("http://10.0.2.2:80/k.x86_64", Scripts.kernel(entry));
        assertEquals(List.of("http://10.0.2.2:80/fs.gz"), Scripts.initrds(entry));
        assertEquals(Optional.of("a=52:54:00:12:34:56 b"), entry.commandLine());
        assertEquals("kernel", entry.title());
    }

    @Test
    void bootTakesNameAndArguments() throws FetchException {
        BootEntry entry = Scripts.of("kernel --name kernel k old", "initrd --name system fs", "boot kernel initrd=system new").entry();
        assertEquals(Optional.of("initrd=system new"), entry.commandLine());
        assertEquals(List.of(ROOT + "fs"), Scripts.initrds(entry));
    }

    @Test
    void theLastKernelIsTheOneThatStarts() throws FetchException {
        BootEntry entry = Scripts.of("kernel a", "initrd i", "kernel b", "boot").entry();
        assertEquals(ROOT + "b", Scripts.kernel(entry));
        assertEquals(List.of(ROOT + "i"), Scripts.initrds(entry));
    }

    @Test
    void imagesAreFreed() throws FetchException {
        assertEquals(List.of(ROOT + "b"), Scripts.initrds(Scripts.of("initrd a", "imgfree", "kernel k", "initrd b", "boot").entry()));
        assertEquals(List.of(ROOT + "b"), Scripts.initrds(Scripts.of("initrd a", "kernel k", "initrd b", "imgfree a", "boot").entry()));
        assertEquals(List.of(), Scripts.of("kernel k", "imgfree", "boot").read().entries());
    }

    @Test
    void aScriptWithoutBootHasNoPreset() throws FetchException {
        BootMenu menu = Scripts.of("kernel k", "initrd i").read();
        assertEquals(1, menu.entries().size());
        assertEquals(Optional.empty(), menu.preset());
    }

    @Test
    void filesForTheInitramfsAreLeftOutAndTold() throws FetchException {
        BootMenu menu = Scripts.of("kernel k", "initrd main.gz", "initrd deploy.sh /sbin/init mode=755", "boot").read();
        assertEquals(List.of(ROOT + "main.gz"), Scripts.initrds(menu.entries().getFirst()));
        assertTrue(
                menu.remarks().getFirst().toString()
                        .startsWith(ROOT + "start.ipxe:4:1: iPXE puts this file into the initramfs as \"/sbin/init\""),
                menu.toString());
    }

    @Test
    void archivesAreTakenAsTheyAre() throws FetchException {
        BootEntry entry = Scripts.of("kernel --name kernel k", "imgextract --name image fs.gz", "boot kernel initrd=image").entry();
        assertEquals(List.of(ROOT + "fs.gz"), Scripts.initrds(entry));
    }

    @Test
    void aDeviceTreeIsAPartOfItsOwn() throws FetchException {
        BootEntry entry = Scripts.of("kernel k", "fdt board.dtb", "boot").entry();
        assertEquals("dtb", entry.parts().getLast().name());
        assertEquals(ROOT + "board.dtb", entry.parts().getLast().uri().toString());
    }

    @Test
    void untrustedImagesDoNotStart() throws FetchException {
        BootMenu menu = Scripts.of("imgtrust --permanent", "imgtrust --allow || kernel k", "imgverify k k.sig ||", "boot").read();
        assertEquals(Optional.empty(), menu.preset());
        assertEquals(2, menu.remarks().size(), menu::toString);
        assertEquals(Optional.of("k"), Scripts.of("imgtrust", "imgtrust --allow", "kernel k", "boot").read().preset());
    }

    @Test
    void aChainGoesOnWhereAFileIsNotThere() throws FetchException {
        Scripts scripts = Scripts.of("chain a.ipxe || chain b.efi || chain ${mac:hexhyp}.ipxe || goto end", ":end", "kernel k", "boot")
                .put("52-54-00-12-34-56.ipxe", "kernel found", "boot");
        assertEquals(ROOT + "found", Scripts.kernel(scripts.entry()));
        assertEquals(List.of(ROOT + "start.ipxe", ROOT + "a.ipxe", ROOT + "b.efi", ROOT + "52-54-00-12-34-56.ipxe"),
                scripts.files().asked());
    }

    @ParameterizedTest
    @CsvSource({"pxelinux.0", "grubx64.efi", "vmlinuz-6.1", "memdisk", "ipxe.lkrn", "undionly.kpxe"})
    void otherProgramsAreEntries(String program) throws FetchException {
        Scripts scripts = Scripts.of("chain --autofree " + program + " a b").raw(program, new byte[1_000]);
        BootMenu menu = scripts.read();
        assertEquals(ROOT + program, Scripts.kernel(menu.entries().getFirst()));
        assertEquals(Optional.of("a b"), menu.entries().getFirst().commandLine());
        assertEquals(Optional.of(program), menu.preset());
        assertEquals(List.of(), menu.remarks());
    }

    @Test
    void aConfigurationOfAnotherMenuIsAnEntry() throws FetchException {
        Scripts scripts = Scripts.of("set 209:string grub.cfg", "chain grub.cfg").raw("grub.cfg", "menuentry a {\n}\n");
        assertEquals(ROOT + "grub.cfg", Scripts.kernel(scripts.entry()));
        assertEquals(1, scripts.read().remarks().size());
    }

    @Test
    void bootOfAnAddressIsAChain() throws FetchException {
        Scripts scripts = Scripts.of("boot sub/more.php?a=${mac}").raw("sub/more.php?a=52:54:00:12:34:56", "#!ipxe\nkernel k\nboot\n");
        assertEquals(ROOT + "sub/k", Scripts.kernel(scripts.entry()));
    }

    @Test
    void scriptsAreNoParts() throws FetchException {
        Scripts scripts = Scripts.of("imgfetch sub.ipxe", "imgexec sub.ipxe", "kernel k", "boot").put("sub.ipxe", "initrd i");
        assertEquals(List.of(ROOT + "i"), Scripts.initrds(scripts.entry()));
    }

    /** A server where one file is too large, and another can't be had. */
    private static final class OddFiles implements ConfigFiles {
        private final String start;

        OddFiles(String start) {
            this.start = start;
        }

        @Override
        public Optional<MemorySegment> find(BootUri file) throws FetchException {
            if (file.path().endsWith("start.ipxe")) {
                return Optional.of(MemorySegment.ofArray(("#!ipxe\n" + start).getBytes(StandardCharsets.UTF_8)));
            }
            throw new FetchException(new Problem("SW-F999", Blame.PEER, file.toString(), "it answers nothing", ""));
        }

        @Override
        public Optional<MemorySegment> head(BootUri file, int bytes) throws FetchException {
            return file.path().endsWith("large") ? Optional.of(MemorySegment.ofArray(new byte[1])) : find(file);
        }

        @Override
        public List<String> list(BootUri folder) {
            return List.of();
        }

        @Override
        public List<ConfigVolume> volumes() {
            return List.of();
        }

        BootMenu read() throws FetchException {
            BootUri config = BootUri.parse(ROOT + "start.ipxe");
            return new IpxeMenu().read(new MenuRequest(config, config, Map.of()), this);
        }
    }

    @Test
    void aFileTooLargeToReadIsAProgram() throws FetchException {
        assertEquals(Optional.of("large"), new OddFiles("chain large").read().preset());
    }

    @Test
    void aServerThatDoesNotAnswerIsAFailure() throws FetchException {
        BootMenu menu = new OddFiles("chain http://dead.example/version.ipxe ||\nkernel k\nboot").read();
        assertEquals(Optional.of("k"), menu.preset());
        assertTrue(menu.remarks().getFirst().what().contains("it answers nothing"), menu.toString());
    }

    @Test
    void whenNothingElseIsThereTheServersSilenceIsTheReason() {
        FetchException failed = assertThrows(FetchException.class, () -> new OddFiles("chain menu.ipxe").read());
        assertEquals("SW-F999", failed.problem().code());
    }
}
