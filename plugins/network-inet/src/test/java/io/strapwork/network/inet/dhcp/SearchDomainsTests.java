package io.strapwork.network.inet.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SearchDomainsTests {
    private final List<String> told = new ArrayList<>();

    private List<String> of(String fifteen, String hex) {
        DhcpOptions.Builder options = DhcpOptions.builder();
        if (!fifteen.isEmpty()) {
            options.bytes(DhcpOption.DOMAIN_NAME, fifteen.getBytes(StandardCharsets.ISO_8859_1));
        }
        if (!hex.isEmpty()) {
            options.bytes(DhcpOption.DOMAIN_SEARCH, HexFormat.of().parseHex(hex));
        }
        return SearchDomains.of(options.build(), told::add);
    }

    private static String labels(String text) {
        var hex = new StringBuilder();
        for (String label : text.split(" ")) {
            hex.append(label.startsWith("#")
                    ? label.substring(1)
                    : String.format("%02x", label.length()) + HexFormat.of().formatHex(label.getBytes(StandardCharsets.US_ASCII)));
        }
        return hex.toString();
    }

    /** EC2 writes several, with blanks; others separate them by commas, NULs or line ends. */
    @Test
    void optionFifteenMayHaveSeveral() {
        assertEquals(List.of("corp.example"), of("corp.example", ""));
        assertEquals(List.of(), told);
        assertEquals(List.of("eu.example", "corp.example", "lab"), of("Eu.example. corp.example,lab\0", ""));
        assertEquals(List.of("option 15 has 3 domains; all are searched"), told);
    }

    @Test
    void whatIsNoDomainIsLeftOut() {
        assertEquals(List.of("ok.example"), of("ok.example a..b x/y \u00e4 " + "y".repeat(64), ""));
        assertTrue(told.contains("option 15 has \"a..b\", which is not a domain"), told.toString());
        assertEquals(8, of("a b c d e f g h i j", "").size());
        assertTrue(told.contains("more than 8 search domains; j is ignored"), told.toString());
        assertEquals(List.of(), of("", ""));
        assertEquals(List.of(), of("  \0", ""));
    }

    /** The example of RFC 3397 2. */
    @Test
    void theSearchListIsCompressed() {
        String list = labels("eng apple com #00 marketing #c004");
        assertEquals(List.of("eng.apple.com", "marketing.apple.com", "corp.example"), of("corp.example", list));
        assertEquals(List.of(), told);
    }

    @Test
    void malformedListsEnd() {
        for (String list : List.of(labels("a #00 b #c005"), labels("a #00 b #c003"), labels("a #00 b #c0"), labels("a #00 b"),
                labels("a #00 #40"), labels("a #00 #3f61"), labels("a #00 " + "abcdefgh ".repeat(40).strip()))) {
            told.clear();
            assertEquals(List.of("a"), of("", list), list);
            assertEquals(List.of("option 119 is malformed from byte 3 on"), told, list);
        }
    }

    @Test
    void anyBytesAreTaken() {
        var random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            var bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(3) == 0 ? 0xc0 : random.nextInt(random.nextBoolean() ? 8 : 256));
            }
            for (String domain : of("", HexFormat.of().formatHex(bytes))) {
                assertTrue(domain.matches("[a-z0-9_.-]{1,253}"), domain);
            }
        }
    }
}
