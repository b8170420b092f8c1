package io.strapwork.menu.ipxe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.FetchException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Scripts of the shapes that provisioning systems and collections of installers serve. */
class FieldTests {
    private static final String ROOT = Scripts.ROOT;

    /** A first script that tells the server who asks (as Matchbox and others do), and the script that the server makes of it. */
    @Test
    void aServerThatWantsToKnowWhoAsks() throws FetchException {
        Scripts scripts = Scripts.of("chain ipxe?uuid=${uuid}&mac=${mac:hexhyp}&serial=${serial:uristring}&arch=${buildarch:uristring}")
                .fact("uuid",
                        "4c4c4544-0051-3010-8052-b4c04f4e3332")
                .fact("serial", "A/B 1").raw(
                        "ipxe?uuid=4c4c4544-0051-3010-8052-b4c04f4e3332&mac=52-54-00-12-34-56&serial=A%2FB%201&arch=x86_64",
                        "#!ipxe\nkernel /assets/vmlinuz initrd=main rd.neednet=1 url=http://x/?a=b&mac=${mac:hexhyp}\ninitrd --name main /assets/initrd\nboot\n");
        BootEntry entry = scripts.entry();
        assertEquals("http://10.0.2.2/assets/vmlinuz", Scripts.kernel(entry));
        assertEquals(Optional.of("initrd=main rd.neednet=1 url=http://x/?a=b&mac=52-54-00-12-34-56"), entry.commandLine());
    }

    /** Cards are tried one after the other, as Ironic and Foreman do. */
    @Test
    void aLoopOverTheCards() throws FetchException {
        Scripts scripts = Scripts.of("set netid:int32 -1", ":loop", "inc netid || goto old_rom", "isset ${net${netid}/mac} || goto done",
                "chain pxelinux.cfg/${net${netid}/mac:hexhyp} || goto loop", "exit 0", ":done", "echo none", "prompt --timeout 180",
                "reboot", ":old_rom", "shell");
        BootMenu none = scripts.read();
        assertEquals(List.of(), none.entries());
        assertTrue(none.remarks().getLast().what().startsWith("the script "), none::toString);
        scripts.put("pxelinux.cfg/52-54-00-12-34-56", "kernel deploy a=${mac}", "initrd ramdisk", "boot");
        assertEquals(Optional.of("a=52:54:00:12:34:56"), scripts.entry().commandLine());
    }

    /** A script that retries a few times, as Tinkerbell's and Ironic's do. */
    @Test
    void retriesOnLinesThatGoBothWays() throws FetchException {
        Scripts scripts = Scripts.of("set retries:int32 3", "set idx:int32 0", ":retry_kernel",
                "kernel hook/vmlinuz-${arch} ip=dhcp \\",
                "console=ttyS0 initrd=initramfs-${arch} && goto download || iseq ${idx} ${retries} && goto dead || inc idx"
                        + " && echo retry ; sleep 1 ; goto retry_kernel",
                ":download", "initrd hook/initramfs-${arch} && goto boot || goto dead", ":boot", "boot || goto dead", ":dead", "imgfree",
                "exit")
                .fact("arch", "x86_64");
        BootEntry entry = scripts.entry();
        assertEquals(ROOT + "hook/vmlinuz-x86_64", Scripts.kernel(entry));
        assertEquals(Optional.of("ip=dhcp console=ttyS0 initrd=initramfs-x86_64"), entry.commandLine());
    }

    @Test
    void aRetryThatGivesUp() throws FetchException {
        BootMenu menu = Scripts.of("set n:int32 0", ":again",
                "chain http://10.0.2.2/gone.ipxe && exit || iseq ${n} 5 && goto dead || inc n ; goto again", ":dead",
                "set r ${n}", "kernel k ${r}", "boot").read();
        assertEquals(Optional.of("5"), menu.entries().getFirst().commandLine());
    }

    /** Parts with names of their own, that the arguments of boot name (Warewulf). */
    @Test
    void namedParts() throws FetchException {
        Scripts scripts = Scripts.of("set base http://10.0.2.2:9873/provision/${mac}?assetkey=${asset}",
                "kernel --name kernel ${base}&stage=kernel || goto reboot",
                "iseq ${platform} efi && goto efi || goto bios", ":efi",
                "imgextract --name container ${base}&stage=container&compress=gz || goto reboot",
                "initrd --name system ${base}&stage=system || goto reboot",
                "boot kernel initrd=container initrd=system quiet || goto reboot", ":bios", "exit",
                ":reboot", "sleep 15", "reboot");
        BootEntry entry = scripts.entry();
        String base = "http://10.0.2.2:9873/provision/52:54:00:12:34:56?assetkey=";
        assertEquals(base + "&stage=kernel", Scripts.kernel(entry));
        assertEquals(List.of(base + "&stage=container&compress=gz", base + "&stage=system"), Scripts.initrds(entry));
        assertEquals(Optional.of("initrd=container initrd=system quiet"), entry.commandLine());
        assertEquals("kernel", entry.title());
    }

    /** A collection of installers: a menu, a script for each system, menus in those. */
    private static Scripts collection() {
        return Scripts
                .of(":start", "chain --autofree boot.cfg ||", "chain --timeout 5000 http://10.0.2.2/version.ipxe ||",
                        "iseq ${cls} serial && goto ignore ||",
                        "set cls:hex 1b:5b:4a  # clears the screen", "set cls ${cls:string}", ":ignore", "isset ${arch} && goto skip ||",
                        "cpuid --ext 29 && set arch x86_64 || set arch i386", ":skip", "isset ${menu} && goto ${menu} ||", ":main",
                        "clear menu", "set space:hex 20:20",
                        "set space ${space:string}", "iseq ${arch} x86_64 && set arch_a amd64 || set arch_a ${arch}", "menu ${site_name}",
                        "item --gap Default:",
                        "item local ${space} Boot from the disk", "iseq ${menu_linux} 1 && item linux ${space} Linux installers ||",
                        "iseq ${menu_bsd} 1 && item bsd ${space} BSD installers ||", "item shell ${space} Shell",
                        "isset ${menu} && set timeout 0 || set timeout ${boot_timeout}",
                        "choose --timeout ${timeout} --default ${menu} menu || goto local", "echo ${cls}", "goto ${menu} ||",
                        "chain ${menu}.ipxe || goto error", "goto main",
                        ":error", "prompt", "goto main", ":local", "exit 0", ":shell", "shell", "goto main")
                .put("boot.cfg", "set site_name Installers", "set boot_timeout 300000", "set menu_linux 1")
                .put("linux.ipxe", "set os_menu:string x && clear os_menu", "menu Linux", "item --gap Systems",
                        "item debian ${space} Debian", "item fedora ${space} Fedora",
                        "choose menu || goto exit", "chain ${menu}.ipxe || goto exit", "goto linux", ":exit", "clear menu", "exit 0")
                .put("debian.ipxe", "goto ${menu}", ":debian", "set os Debian", "clear version", "menu ${os} - ${arch_a}",
                        "item bookworm ${space} ${os} 12",
                        "item trixie ${space} ${os} 13", "item older ${space} Another release", "choose version || goto exit",
                        "iseq ${version} older && goto older ||", "goto mirror", ":older", "echo -n Release: ${} && read version",
                        "goto exit", ":mirror",
                        "set dir debian/dists/${version}/", "menu ${os} [${version}]", "item text ${space} Text",
                        "item rescue ${space} Rescue",
                        "choose --default ${type} type || goto debian", "goto ${type}", ":rescue", "set params rescue/enable=true", ":text",
                        "imgfree",
                        "kernel http://10.0.2.2/${dir}linux ${params} -- quiet initrd=initrd.gz", "initrd http://10.0.2.2/${dir}initrd.gz",
                        "md5sum linux initrd.gz",
                        "boot", ":exit", "clear menu", "exit 0");
    }

    @Test
    void aCollectionOfInstallers() throws FetchException {
        BootMenu menu = collection().read();
        assertEquals(
                List.of("linux>debian>bookworm>text", "linux>debian>bookworm>rescue", "linux>debian>trixie>text",
                        "linux>debian>trixie>rescue"),
                menu.entries().stream().map(BootEntry::id).toList());
        BootEntry last = menu.entries().getLast();
        assertEquals(List.of("Linux installers", "Debian", "Debian 13"), last.path());
        assertEquals("Rescue", last.title());
        assertEquals("http://10.0.2.2/debian/dists/trixie/linux", Scripts.kernel(last));
        assertEquals(Optional.of("rescue/enable=true -- quiet initrd=initrd.gz"), last.commandLine());
        // the disk is the preset, and nothing that could be booted here
        assertEquals(Optional.empty(), menu.preset());
        assertTrue(menu.remarks().stream().anyMatch(remark -> remark.what().startsWith("the item \"Fedora\" boots nothing")),
                menu::toString);
    }

    @Test
    void aCollectionThatIsToldWhatToDo() throws FetchException {
        assertEquals(List.of(), collection().fact("menu", "local").read().entries());
        BootMenu menu = collection().fact("menu", "elsewhere").fact("site_name", "x").read();
        assertEquals(4, menu.entries().size());
    }

    @Test
    void arraysOfSettings() throws FetchException {
        Scripts scripts = Scripts
                .of("set menu-timeout 5000", "isset ${menu-default} || set menu-default b", ":start", "menu Boot for ${hostname}",
                        "item --gap --             ------ Systems ------", "item --key a a       (a) first", "item --key b b\t(b) second",
                        "item",
                        "choose --timeout ${menu-timeout} --default ${menu-default} selected || goto cancel", "set menu-timeout 0",
                        "goto ${selected}", ":cancel", "shell", ":a",
                        "set base-url http://${next-server}/a", "goto go", ":b", "set base-url http://${next-server}/b", ":go",
                        "kernel ${base-url}/vmlinuz initrd=initrd.img", "initrd ${base-url}/initrd.img", "boot || goto start")
                .fact("hostname", "n1");
        BootMenu menu = scripts.read();
        assertEquals(Optional.of("b"), menu.preset());
        assertEquals(Optional.of(Duration.ofSeconds(5)), menu.patience());
        assertEquals("(b) second", menu.entries().getLast().title());
        assertEquals(List.of("http://10.0.2.2/b/initrd.img"), Scripts.initrds(menu.entries().getLast()));
        assertEquals(List.of(), menu.remarks());
    }

    @Test
    void diskBootsFirst() throws FetchException {
        Scripts scripts = Scripts.of("sanboot --no-describe --drive 0x80 || goto net", ":net",
                "chain tftp://${next-server}/pxelinux.0 || exit 1", "shell");
        scripts.files().put("tftp://10.0.2.2/pxelinux.0", new byte[100]);
        assertEquals(Optional.of("pxelinux.0"), scripts.read().preset());
    }
}
