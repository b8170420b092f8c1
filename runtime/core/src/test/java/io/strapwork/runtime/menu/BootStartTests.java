package io.strapwork.runtime.menu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.plugin.StrapworkException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the network says, as a place to look at. */
class BootStartTests {
    private static Map<String, String> facts(String... words) {
        var facts = new HashMap<String, String>();
        for (int i = 0; i < words.length; i += 2) {
            if (!words[i + 1].isEmpty()) {
                facts.put(words[i], words[i + 1]);
            }
        }
        return facts;
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', textBlock = """
            lab/pxelinux.0,          10.0.2.2, tftp://10.0.2.2/lab/pxelinux.0
            /srv/pxelinux.0,         10.0.2.2, tftp://10.0.2.2//srv/pxelinux.0
            a?b,                     10.0.2.2, tftp://10.0.2.2/a%3Fb
            pxelinux.0,              fd00::1,  tftp://[fd00::1]/pxelinux.0
            http://10.0.2.3/b.ipxe,  10.0.2.2, http://10.0.2.3/b.ipxe
            http://10.0.2.3/b.ipxe,  '',       http://10.0.2.3/b.ipxe
            """)
    void theBootFile(String file, String server, String uri) {
        BootStart start = BootStart.of(facts(MenuRequest.BOOT_FILE, file, MenuRequest.NEXT_SERVER, server));
        assertEquals(uri, start.bootFile().orElseThrow().toString());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', textBlock = """
            10.0.2.2, '',                   '',                tftp://10.0.2.2/
            10.0.2.2, http://10.0.2.3/pxe/, '',                tftp://10.0.2.2/
            fd00::1,  '',                   '',                tftp://[fd00::1]/
            '',       http://10.0.2.3/pxe/, http://10.0.2.4/c, http://10.0.2.3/
            '',       pxe/,                 http://10.0.2.4/c, http://10.0.2.4/
            '',       http://[,             http://10.0.2.4/c, http://10.0.2.4/
            """)
    void theServer(String server, String prefix, String config, String uri) {
        BootStart start = BootStart
                .of(facts(MenuRequest.NEXT_SERVER, server, MenuRequest.OPTION_210, prefix, MenuRequest.OPTION_209, config));
        assertEquals(uri, start.server().orElseThrow().toString());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', textBlock = """
            vmlinuz,             '',        SW-F104
            tftp://h:99999/x,    10.0.2.2,  SW-F105
            vmlinuz,             'a b',     SW-F105
            '',                  'a b',     SW-F105
            """)
    void whatLeadsNowhere(String file, String server, String code) {
        Map<String, String> facts = facts(MenuRequest.BOOT_FILE, file, MenuRequest.NEXT_SERVER, server);
        assertEquals(code, assertThrows(StrapworkException.class, () -> BootStart.of(facts)).problems().getFirst().code());
    }

    @Test
    void nothingIsNothing() {
        assertEquals(new BootStart(Optional.empty(), Optional.empty()), BootStart.of(Map.of()));
    }
}
