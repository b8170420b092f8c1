package io.strapwork.api.fetch;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BootUriTests {
    @Test
    void partsAreAsWritten() {
        BootUri uri = BootUri.parse("HTTP://Me:p%40w@Boot_Server.Lab:8080/a//b%2Fc+d;v=1?x=%7e&y=a+b#top");
        assertEquals(new BootUri("http", Optional.of("Me:p%40w"), "boot_server.lab", OptionalInt.of(8080), "/a//b%2Fc+d;v=1",
                Optional.of("x=%7e&y=a+b")), uri);
        assertEquals(Optional.of("Me:p@w"), uri.credentials());
        assertEquals("http://***@boot_server.lab:8080/a//b%2Fc+d;v=1?x=%7e&y=a+b", uri.toString());
        assertEquals("http://Me:p%40w@boot_server.lab:8080/a//b%2Fc+d;v=1?x=%7e&y=a+b", uri.withCredentials());
        assertEquals("/a//b/c+d;v=1", uri.decodedPath());
    }

    /** What no URI may hold is encoded, as browsers, curl and Go do; what is encoded already is not encoded again. */
    @ParameterizedTest
    @CsvSource(delimiter = ' ', quoteCharacter = '!', value = {
        "http://h http://h/",
        "http://h?q http://h/?q",
        "http://h:/x http://h/x",
        "http://h:080/x http://h:80/x",
        "!http://h/a b?c d! http://h/a%20b?c%20d",
        "http://h/a|b[1]^`{}\"<>\\é?a|b[1] http://h/a%7Cb%5B1%5D%5E%60%7B%7D%22%3C%3E%5C%C3%A9?a%7Cb%5B1%5D",
        "http://h/100%/%zz/%41 http://h/100%/%zz/%41",
        "! http://h/x ! http://h/x",
        "http://h/a/./b/../c//../d/.. http://h/a/c/",
        "http://h/../../x http://h/x",
        "http://h/a/%2e%2e/b http://h/a/%2e%2e/b",
        "http://bücher.example/ http://xn--bcher-kva.example/",
        "http://b%C3%BCcher.example/ http://xn--bcher-kva.example/",
        "http://a%5Fb/ http://a_b/",
        "http://[FE80::1%25eth0]:8080/x http://[fe80::1%25eth0]:8080/x",
        "http://[fe80::1%eth0]/x http://[fe80::1%25eth0]/x",
        "http://[::ffff:10.0.2.2]/ http://[::ffff:10.0.2.2]/",
        "http://u:p@ss@h/x http://***@h/x",
        "tftp://h//srv/x tftp://h//srv/x",
    })
    void textThatIsTaken(String written, String shown) {
        assertEquals(shown, BootUri.parse(written).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', value = {
        "vmlinuz~ \"vmlinuz\" needs a scheme and a host, such as \"http://10.0.2.2/vmlinuz\"",
        "http:vmlinuz~ \"http:vmlinuz\" needs a scheme and a host, such as \"http://10.0.2.2/vmlinuz\"",
        "http:///x~ \"http:///x\" is not a URI: it has no host",
        "http://u:p@/x~ \"http://***@/x\" is not a URI: it has no host",
        "http://h:0/x~ \"http://h:0/x\" is not a URI: 0 is not a port; ports go from 1 to 65535",
        "http://h:65536/x~ \"http://h:65536/x\" is not a URI: 65536 is not a port; ports go from 1 to 65535",
        "http://h:99999999999/x~ \"http://h:99999999999/x\" is not a URI: 99999999999 is not a port; ports go from 1 to 65535",
        "http://u:p/ss@h/x~ \"http://***@h/x\" is not a URI: what follows the host's colon is not a port; ports go from 1 to 65535",
        "http://u:p/s@s@h:0/x~ \"http://***@h:0/x\" is not a URI: what follows the host's colon is not a port; ports go from 1 to 65535",
        "u:p/ss@h~ \"***@h\" needs a scheme and a host, such as \"http://10.0.2.2/vmlinuz\"",
        "http://fe80::1/x~ \"http://fe80::1/x\" is not a URI: an IPv6 address needs brackets",
        "http://[fe80::1/x~ \"http://[fe80::1/x\" is not a URI: brackets must contain an IPv6 address",
        "http://[v1.x]/x~ \"http://[v1.x]/x\" is not a URI: brackets must contain an IPv6 address",
        "http://[1:2]/x~ \"http://[1:2]/x\" is not a URI: \"1:2\" is not an IPv6 address",
        "http://[::1%25a/b]/x~ \"http://[::1%25a/b]/x\" is not a URI: brackets must contain an IPv6 address",
        "http://a%00b/x~ \"http://a%00b/x\" is not a URI: \"a%00b\" is not a host name",
        "http://a%2Fb/x~ \"http://a%2Fb/x\" is not a URI: \"a%2Fb\" is not a host name",
        "http://good\\@evil/x~ \"http://***@evil/x\" is not a URI: the host contains a backslash",
    })
    void textThatIsRefused(String written, String why) {
        assertEquals(why, assertThrows(IllegalArgumentException.class, () -> BootUri.parse(written)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h/a\nb", "http://h/a\0b", "http://h/\u0085"})
    void controlCharactersAreRefused(String written) {
        String message = assertThrows(IllegalArgumentException.class, () -> BootUri.parse(written)).getMessage();
        assertTrue(message.endsWith("is not a URI: it contains a control character"), message);
        assertTrue(message.chars().noneMatch(Character::isISOControl));
    }

    /** RFC 3986 5.4, and what servers write. */
    @ParameterizedTest
    @CsvSource(delimiter = ' ', quoteCharacter = '!', value = {
        "g http://a/b/c/g", "./g http://a/b/c/g", "g/ http://a/b/c/g/", "/g http://a/g", "//g http://g/", "?y http://a/b/c/d;p?y",
        "g?y http://a/b/c/g?y", "#s http://a/b/c/d;p?q", "g#s http://a/b/c/g", ";x http://a/b/c/;x", "g;x=1/../y http://a/b/c/y",
        "!! http://a/b/c/d;p?q", ". http://a/b/c/", ".. http://a/b/", "../g http://a/b/g", "../../../g http://a/g", "/./g http://a/g",
        "/../g http://a/g", "g. http://a/b/c/g.", "..g http://a/b/c/..g", "./g/. http://a/b/c/g/", "g?y/./x http://a/b/c/g?y/./x",
        "http:g http://a/b/c/g", "http:/g http://a/g", "https://h:1/x//y https://h:1/x//y", "/HTTPS///h http://a/HTTPS///h",
        "http://h http://h/", "!my kernel|? ! http://a/b/c/my%20kernel%7C?", "http://u:p@h/ http://***@h/",
    })
    void references(String reference, String to) {
        assertEquals(to, BootUri.parse("http://a/b/c/d;p?q").resolve(reference).toString());
    }

    @Test
    void aReferenceKeepsTheAuthorityOrLosesIt() {
        BootUri base = BootUri.parse("http://u:p@h:8080/x/y");
        assertEquals("http://u:p@h:8080/x/z", base.resolve("z").withCredentials());
        assertEquals("http://other/z", base.resolve("//other/z").withCredentials());
        assertAll(
                () -> assertThrows(IllegalArgumentException.class, () -> base.resolve("https:z")),
                () -> assertThrows(IllegalArgumentException.class, () -> base.resolve("mailto:me@x")),
                () -> assertThrows(IllegalArgumentException.class, () -> base.resolve("//h:70000/")));
    }

    @Test
    void aFileHasAnyName() {
        BootUri uri = BootUri.ofFile("tftp", "10.0.2.2", "/srv/a b?c#d%41;mode=x\\é/../y");
        assertEquals("tftp://10.0.2.2//srv/a%20b%3Fc%23d%2541%3Bmode=x%5C%C3%A9/../y", uri.toString());
        assertEquals("//srv/a b?c#d%41;mode=x\\é/../y", uri.decodedPath());
        assertEquals("tftp://[2001:db8::1]/x", BootUri.ofFile("tftp", "2001:db8::1", "x").toString());
        assertThrows(IllegalArgumentException.class, () -> BootUri.ofFile("tftp", "not a host", "x"));
    }

    @Test
    void theHostHeaderHasNoZone() {
        assertEquals("[fe80::1]", BootUri.parse("http://[fe80::1%25eth0]:81/").hostInBrackets());
        assertEquals("fe80::1%eth0", BootUri.parse("http://[fe80::1%25eth0]:81/").host());
        assertEquals("h", BootUri.parse("http://h:81/").hostInBrackets());
    }

    @Test
    void anyTextIsTakenOrRefusedWithoutItsPassword() {
        var random = new Random(7);
        String letters = "ab:/?#[]@%41.-_ \\|é\u0000;=&+~\u2028\ud800";
        for (int round = 0; round < 50_000; round++) {
            var text = new StringBuilder(random.nextBoolean() ? "http://" : random.nextBoolean() ? "http://me:secret@" : "");
            random.ints(random.nextInt(20), 0, letters.length()).forEach(at -> text.append(letters.charAt(at)));
            uri(text.toString());
        }
    }

    static Stream<byte[]> uris() {
        return Stream
                .of("http://me:secret@h.example:8080/a/../b%20c?d=e#f", "tftp://[fe80::1%25eth0]/x", "//h/p", "../a", "?q", "file:///x")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    /** A reference, and a second one that is resolved against it when a line feed follows. */
    @MethodSource("uris")
    @FuzzTest
    void anyBytes(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        uri(text);
        int line = text.indexOf('\n');
        if (line >= 0) {
            try {
                BootUri resolved = BootUri.parse(text.substring(0, line)).resolve(text.substring(line + 1));
                assertEquals(resolved, BootUri.parse(resolved.withCredentials()));
            } catch (IllegalArgumentException e) {
                assertFalse(String.valueOf(e.getMessage()).isBlank());
            }
        }
    }

    private static void uri(String text) {
        boolean secret = text.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*://[^/?#@]*:secret@.*")
                && text.indexOf("secret") == text.lastIndexOf("secret");
        try {
            BootUri uri = BootUri.parse(text);
            assertEquals(uri, BootUri.parse(uri.withCredentials()), text);
            assertTrue(uri.withCredentials().chars().allMatch(c -> c > ' ' && c < 0x7f), uri.withCredentials());
            assertFalse(secret && uri.toString().contains("secret@"), uri.toString());
            uri.resolve(text);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            assertFalse(secret && message.contains("secret@"), message);
        }
    }
}
