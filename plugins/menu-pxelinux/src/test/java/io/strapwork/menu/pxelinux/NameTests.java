package io.strapwork.menu.pxelinux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.testkit.fake.FakeConfigFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a name of a file means; the places in the order that they are tried in. */
class NameTests {
    private static List<String> places(ConfigCase files) {
        BootEntry entry = files.read().entries().getFirst();
        return places(entry.parts().getFirst());
    }

    private static List<String> places(PartSource part) {
        var places = new ArrayList<String>();
        places.add(part.uri().toString().replace(ConfigCase.SERVER, "/"));
        part.otherwise().forEach(uri -> places.add(uri.toString().replace(ConfigCase.SERVER, "/")));
        return places;
    }

    private static List<String> named(String name) {
        return places(ConfigCase.of("label a", "kernel " + name));
    }

    @Test
    void onANetworkThePrefixComesFirst() {
        assertEquals(List.of("/boot/k", "/k", "/boot/pxelinux.cfg/k"), named("k"));
        assertEquals(List.of("/boot/x/k", "/x/k", "/boot/pxelinux.cfg/x/k"), named("/x/k"));
        assertEquals(List.of("/boot/k", "/k", "/boot/pxelinux.cfg/k"), named("./k"));
        assertEquals(List.of("/k", "/boot/k"), named("../k"));
        assertEquals(List.of("/boot//k", "//k", "/boot/pxelinux.cfg//k"), named("//k"));
    }

    @Test
    void onS390xTheRootComesFirst() {
        assertEquals(List.of("/s390x/k", "/boot/s390x/k", "/boot/pxelinux.cfg/s390x/k"),
                places(ConfigCase.of("label a", "kernel s390x/k").fact(MenuRequest.ARCHITECTURE, "s390x")));
    }

    @Test
    void serversMayBeNamed() {
        assertEquals(List.of("/x/k"), named("::x/k"));
        assertEquals(List.of("/x/k"), named("::/x/k"));
        assertEquals(List.of("/x/k"), named("file::/x/k"));
        assertEquals(List.of("tftp://10.0.2.9/x/k"), named("10.0.2.9::/x/k"));
        assertEquals(List.of("http://10.0.2.9:8080/x/k?a=b"), named("http://10.0.2.9:8080/x/k?a=b"));
        assertEquals(List.of("/x"), named("tftp://10.0.2.2/x"));
        assertEquals(List.of("/boot/a/b::c", "/a/b::c", "/boot/pxelinux.cfg/a/b::c"), named("a/b::c"));
    }

    @Test
    void whatAUriCantHaveIsEncoded() {
        assertEquals("/boot/k%3F%23%25.img", named("k?#%.img").getFirst());
    }

    @Test
    void whatIsNoFileIsARemarkAndNoEntry() {
        ConfigCase files = ConfigCase.of("label a", "kernel http://", "label b", "kernel", "label c", "kernel k", "initrd http://[x,i");
        assertEquals(List.of("c: kernel=/boot/k initrd=/boot/i"), files.entries());
        assertEquals(List.of("2:1 \"http://\" can't be a file name", "4:1 \"\" can't be a file name",
                "7:1 \"http://[x\" can't be a file name"), files.remarks());
    }

    @Test
    void onADiskThereIsOnePlace() {
        for (var expected : Map.of("k", "/isolinux/k", "/boot/k", "/boot/k", "./x/../k", "/isolinux/k", "../../../k", "/k", "\\boot\\k",
                "/boot/k", "boot\\k", "/isolinux/boot/k", "::k", "/k").entrySet()) {
            assertEquals(List.of("a: kernel=" + expected.getValue()),
                    ConfigCase.onDisk("label a", "kernel " + expected.getKey()).entries());
        }
    }

    @Test
    void includesCountFromTheFirstConfigurationsFolder() {
        ConfigCase disk = ConfigCase.onDisk("include /sub/a.cfg").put("file://localhost/sub/a.cfg", "include b.cfg")
                .put("file://localhost/isolinux/b.cfg", "label b", "kernel b");
        assertEquals(List.of("b: kernel=/isolinux/b"), disk.entries());
    }

    @Test
    void aVolumeHasARootOfItsOwn() throws Exception {
        BootUri root = BootUri.parse("disk://serial/1/");
        var files = new FakeConfigFiles().volume(new ConfigVolume("hd0,gpt1", root, Optional.empty(), Optional.empty()))
                .put("disk://serial/1/extlinux/extlinux.conf", "label a\nkernel /vmlinuz\ninitrd i\n");
        var menu = new PxelinuxMenu().read(new MenuRequest(BootUri.parse("disk://serial/1/extlinux/extlinux.conf"),
                BootUri.parse("disk://serial/1/extlinux/"), Map.of()), files);
        assertEquals(List.of("disk://serial/1/vmlinuz", "disk://serial/1/extlinux/i"),
                menu.entries().getFirst().parts().stream().map(part -> part.uri().toString()).toList());
    }

    @Test
    void aPrefixOnAnotherServerStaysThere() throws Exception {
        var files = new FakeConfigFiles().put("tftp://10.0.2.2/c", "label a\nkernel k\n");
        var menu = new PxelinuxMenu()
                .read(new MenuRequest(BootUri.parse("tftp://10.0.2.2/c"), BootUri.parse("http://10.0.2.3/x/"), Map.of()), files);
        assertEquals(List.of("http://10.0.2.3/x/k", "http://10.0.2.3/k"), places(menu.entries().getFirst().parts().getFirst()));
    }
}
