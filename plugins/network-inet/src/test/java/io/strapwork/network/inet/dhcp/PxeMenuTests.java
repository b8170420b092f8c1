package io.strapwork.network.inet.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PxeMenuTests {
    private static Optional<PxeMenu> of(String hex) {
        return PxeMenu.of(DhcpOptions.builder().bytes(DhcpOption.VENDOR_SPECIFIC, HexFormat.of().parseHex(hex)).build());
    }

    @Test
    void theFirstItemThatIsNotTheLocalDisk() {
        PxeMenu menu = of("060100" + "0807" + "0007010a000206" + "090b" + "000002" + "6864" + "000703" + "6e6574" + "ff").orElseThrow();
        assertEquals(Optional.of(new PxeMenu.Item(7, "net")), menu.choice());
        assertEquals("[/10.0.2.6]", menu.addresses(7).toString());
        assertEquals(List.of(), menu.addresses(8));
    }

    @Test
    void serversWithoutAMenu() {
        assertEquals(7, of("0803" + "000700" + "ff").orElseThrow().choice().orElseThrow().type());
        assertEquals(Optional.empty(), of("0905" + "000002" + "6864" + "ff").orElseThrow().choice(), "the local disk only");
    }

    @Test
    void whatIsMalformedIsNoMenu() {
        for (String hex : List.of("", "ff", "060108ff", "08", "0807000701", "0803000701", "09030007", "0904000705aa", "0904000700aa")) {
            assertEquals(Optional.empty(), of(hex), hex);
        }
    }

    @Test
    void anyBytesAreTaken() {
        var random = new Random(11);
        int found = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = HexFormat.of()
                    .parseHex("0601000807" + "0007010a000206" + "090b" + "000002" + "6864" + "000703" + "6e6574" + "ff");
            for (int i = random.nextInt(6); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(random.nextBoolean() ? 10 : 256);
            }
            Optional<PxeMenu> menu = of(HexFormat.of().formatHex(bytes));
            found += menu.isPresent() ? 1 : 0;
            menu.flatMap(PxeMenu::choice).ifPresent(item -> assertTrue(item.text().chars().noneMatch(Character::isISOControl)));
        }
        assertTrue(found > 100, found + " menus");
    }
}
