package io.strapwork.menu.pxelinux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.MenuRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RFC 5071 and core/fs/pxe/pxe.c. */
class SearchOrderTests {
    private static List<String> candidates(String program, String... facts) {
        var known = new HashMap<String, String>();
        for (int i = 0; i < facts.length; i += 2) {
            known.put(facts[i], facts[i + 1]);
        }
        BootUri uri = BootUri.parse(program);
        return new PxelinuxMenu().candidates(new MenuRequest(uri, uri.withPath("/"), Map.copyOf(known))).stream()
                .map(request -> request.config().toString().replace("tftp://10.0.2.2", "") + " from "
                        + request.prefix().toString().replace("tftp://10.0.2.2", ""))
                .toList();
    }

    @Test
    void uuidMacAddressDefault() {
        assertEquals(
                List.of("/boot/pxelinux.cfg/564d4a7f-0000-0000-0000-00000000000a from /boot/",
                        "/boot/pxelinux.cfg/01-52-54-00-12-34-5a from /boot/",
                        "/boot/pxelinux.cfg/0A00020F from /boot/", "/boot/pxelinux.cfg/0A00020 from /boot/",
                        "/boot/pxelinux.cfg/0A0002 from /boot/", "/boot/pxelinux.cfg/0A000 from /boot/",
                        "/boot/pxelinux.cfg/0A00 from /boot/", "/boot/pxelinux.cfg/0A0 from /boot/", "/boot/pxelinux.cfg/0A from /boot/",
                        "/boot/pxelinux.cfg/0 from /boot/",
                        "/boot/pxelinux.cfg/default from /boot/"),
                candidates("tftp://10.0.2.2/boot/pxelinux.0", MenuRequest.UUID, "564D4A7F-0000-0000-0000-00000000000A", MenuRequest.MAC,
                        "52:54:00:12:34:5a", MenuRequest.IP, "10.0.2.15"));
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        assertEquals(List.of("/pxelinux.cfg/default from /"), candidates("tftp://10.0.2.2/pxelinux.0"));
        assertEquals(List.of("/pxelinux.cfg/default from /"), candidates("tftp://10.0.2.2/pxelinux.0", MenuRequest.IP, "fd00::15"));
        assertEquals(List.of("/pxelinux.cfg/default from /"), candidates("tftp://10.0.2.2/pxelinux.0", MenuRequest.IP, "10.0.2.999"));
    }

    @Test
    void option210IsThePrefix() {
        assertEquals(List.of("/x/pxelinux.cfg/default from /x/"),
                candidates("tftp://10.0.2.2/boot/pxelinux.0", MenuRequest.OPTION_210, "/x/"));
        assertEquals(List.of("/x/pxelinux.cfg/default from /x/"),
                candidates("tftp://10.0.2.2/boot/pxelinux.0", MenuRequest.OPTION_210, "x\0"));
        assertEquals(List.of("http://10.0.2.3/x/pxelinux.cfg/default from http://10.0.2.3/x/"),
                candidates("tftp://10.0.2.2/boot/p", MenuRequest.OPTION_210, "http://10.0.2.3/x/"));
        assertEquals(List.of("tftp://10.0.2.3/x/pxelinux.cfg/default from tftp://10.0.2.3/x/"),
                candidates("tftp://10.0.2.2/p", MenuRequest.OPTION_210, "10.0.2.3::/x/"));
        assertEquals(List.of("/boot/pxelinux.cfg/default from /boot/"),
                candidates("tftp://10.0.2.2/boot/p", MenuRequest.OPTION_210, "http://[bad/"));
    }

    @Test
    void option209ComesFirst() {
        assertEquals("/boot/lab/menu.cfg from /boot/",
                candidates("tftp://10.0.2.2/boot/pxelinux.0", MenuRequest.OPTION_209, "lab/menu.cfg").getFirst());
        assertEquals("/x/lab/menu.cfg from /x/",
                candidates("tftp://10.0.2.2/boot/p", MenuRequest.OPTION_209, "lab/menu.cfg", MenuRequest.OPTION_210, "/x/").getFirst());
        assertEquals("http://10.0.2.3/c/m from http://10.0.2.3/c/",
                candidates("tftp://10.0.2.2/boot/p", MenuRequest.OPTION_209, "http://10.0.2.3/c/m").getFirst());
        assertEquals("http://10.0.2.3/c/m from /x/",
                candidates("tftp://10.0.2.2/boot/p", MenuRequest.OPTION_209, "http://10.0.2.3/c/m", MenuRequest.OPTION_210, "/x/")
                        .getFirst());
    }

    @Test
    void anAbsolute209IsOfTheServerThenBelowThePrefix() {
        assertEquals(List.of("/lab/m from /lab/", "/boot/lab/m from /boot/", "/boot/pxelinux.cfg/default from /boot/"),
                candidates("tftp://10.0.2.2/boot/pxelinux.0", MenuRequest.OPTION_209, "/lab/m"));
        assertEquals(List.of("/lab/m from /x/", "/x/lab/m from /x/", "/x/pxelinux.cfg/default from /x/"),
                candidates("tftp://10.0.2.2/boot/pxelinux.0", MenuRequest.OPTION_209, "/lab/m", MenuRequest.OPTION_210, "/x/"));
    }

    @Test
    void withoutBootFileAndPrefixA209HasItsOwnFolder() {
        assertEquals(List.of("/lab/m from /lab/", "/lab/m from /", "/pxelinux.cfg/default from /"),
                candidates("tftp://10.0.2.2/", MenuRequest.OPTION_209, "lab/m"));
    }

    /** lib/libnet/pxelinux.c of SLOF, which s390-ccw uses: below option 210 itself, or 209 below pxelinux.cfg. */
    @Test
    void slofLooksElsewhereToo() {
        assertEquals(
                List.of("/x/pxelinux.cfg/01-52-54-00-12-34-56 from /x/", "/x/pxelinux.cfg/default from /x/",
                        "/x/01-52-54-00-12-34-56 from /x/", "/x/default from /x/"),
                candidates("tftp://10.0.2.2/", MenuRequest.OPTION_210, "x/", MenuRequest.MAC, "52:54:00:12:34:56", MenuRequest.ARCHITECTURE,
                        "s390x"));
        assertEquals(List.of("/b/m from /b/", "/b/pxelinux.cfg/default from /b/", "/b/pxelinux.cfg/m from /b/"),
                candidates("tftp://10.0.2.2/b/k", MenuRequest.OPTION_209, "m", MenuRequest.ARCHITECTURE, "ppc64"));
    }

    @Test
    void onADiskItIsBesideTheProgramOrWhereDistributionsPutIt() {
        List<String> places = candidates("file://localhost/isolinux/isolinux.bin");
        assertEquals("file://localhost/isolinux/isolinux.cfg from file://localhost/isolinux/", places.getFirst());
        assertEquals(24, places.size());
    }
}
