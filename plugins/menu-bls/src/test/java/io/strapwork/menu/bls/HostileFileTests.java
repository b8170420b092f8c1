package io.strapwork.menu.bls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.testkit.fake.FakeConfigFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that nobody would write: they end in a menu, whatever they say. */
class HostileFileTests {
    private static final String FILE = Menus.ROOT + "x.efi";

    private static BootMenu image(byte[] file) {
        return sound(Menus.read(new FakeConfigFiles().put(FILE, file), FILE));
    }

    /** What every menu must be. */
    private static BootMenu sound(BootMenu menu) {
        assertEquals(menu.entries().size(), new HashSet<>(Menus.ids(menu)).size());
        assertTrue(menu.remarks().size() <= 501);
        assertTrue(menu.preset().isEmpty() || Menus.ids(menu).contains(menu.preset().get()));
        for (var entry : menu.entries()) {
            assertTrue(entry.title().chars().noneMatch(Character::isISOControl));
            assertTrue(entry.commandLine().orElse("").chars().noneMatch(Character::isISOControl));
            assertEquals("kernel", entry.parts().getFirst().name());
        }
        return menu;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyBytesOfAnImageMayBeWrong(long seed) {
        var random = new Random(seed);
        byte[] good = new PeFile().with(".osrel", "PRETTY_NAME=x\nID=y\n").with(".cmdline", "a b").with(".linux", "K").with(".initrd", "I")
                .with(".profile", "ID=1\n")
                .with(".cmdline", "c").with(".profile", "TITLE=2\n").bytes();
        int entries = 0;
        for (int round = 0; round < 2_000; round++) {
            byte[] bad = good.clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                bad[0x3c + random.nextInt(700)] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextBoolean() ? 0xff : 0);
            }
            byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(bad, 2 + random.nextInt(bad.length - 2)) : bad;
            entries += image(cut).entries().size();
        }
        assertTrue(entries > 1_000, "most of these images are still images: " + entries);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyTextMayBeAnEntryOrAConfiguration(long seed) {
        var random = new Random(seed);
        String[] words = {"title", "linux", "initrd", "options", "efi", "uki", "uki-url", "default", "timeout", "architecture", "sort-key",
            "version", "/k", "\\..\\k",
            "http://", "http://a b:99999/", "$x", "\"", "#", "\n", "\r", "\t", " ", "\0", "\u001b", "ä", "*", "[", "x64", "@saved",
            "999999999999", ":"};
        int entries = 0;
        for (int round = 0; round < 2_000; round++) {
            var files = new FakeConfigFiles();
            files.put(Menus.CONF, text(random, words));
            files.put(Menus.ENTRIES + "a+" + random.nextInt(3) + ".conf", "linux /k\n" + text(random, words));
            files.put(Menus.ENTRIES + "b.conf", text(random, words));
            entries += sound(Menus.read(files, Menus.CONF)).entries().size();
        }
        assertTrue(entries > 100, "some of these are entries: " + entries);
    }

    static Stream<byte[]> images() {
        return Stream.of(new PeFile().with(".osrel", "PRETTY_NAME=x\nID=y\n").with(".cmdline", "a b").with(".linux", "K")
                .with(".initrd", "I").with(".profile", "ID=1\n").with(".cmdline", "c").with(".profile", "TITLE=2\n").bytes());
    }

    @MethodSource("images")
    @FuzzTest
    void anyImage(byte[] file) {
        image(file);
    }

    static Stream<byte[]> texts() {
        return Stream.of("title T\nversion 6\nlinux /k\ninitrd /i /j\noptions a $b \"c\"\narchitecture x64\nsort-key s\n",
                "default a*\ntimeout 5\nconsole-mode max\n").map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("texts")
    @FuzzTest
    void anyText(byte[] text) {
        sound(Menus.read(new FakeConfigFiles().put(Menus.CONF, text).put(Menus.ENTRIES + "a+2.conf", text)
                .put(Menus.ENTRIES + "b.conf", "linux /k\n"), Menus.CONF));
    }

    private static String text(Random random, String[] words) {
        var text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            text.append(words[random.nextInt(words.length)]).append(random.nextInt(3) == 0 ? "\n" : " ");
        }
        return text.toString();
    }

    @Test
    void asManySectionsAsCanBeAreRead() {
        var table = new PeFile();
        for (int i = 0; i < 65_534; i++) {
            table.with(".profile", new byte[0]);
        }
        byte[] file = table.with(".linux", "K").bytes();
        assertEquals(0, image(file).entries().size());
        var base = new PeFile().with(".linux", "K").with(".cmdline", "x".repeat(70_000));
        for (int i = 0; i < 65_000; i++) {
            base.with(".profile", new byte[0]);
        }
        assertEquals(256, image(base.bytes()).entries().size());
    }

    @Test
    void aTableThatLiesBehindTheFileIsNone() {
        byte[] file = new PeFile().with(".linux", "K").bytes();
        for (int at : new int[]{0x7fffffff, 0xffffffff, file.length, file.length - 4, 0}) {
            byte[] bad = file.clone();
            ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN).putInt(0x3c, at);
            assertEquals(0, image(bad).entries().size());
        }
    }

    /** 2,000 names are compared with it at every place, which took half a minute. */
    @Test
    void aPatternThatIsLongerThanAnyNameIsIgnored() {
        var files = new FakeConfigFiles().put(Menus.CONF, "default *" + "[".repeat(1_000_000) + "\ntimeout 3\n");
        for (int i = 0; i < 2_000; i++) {
            files.put(Menus.ENTRIES + "entry-with-a-long-name-" + "n".repeat(200) + i + ".conf", "linux /k\n");
        }
        BootMenu menu = sound(Menus.read(files, Menus.CONF));
        assertEquals("the pattern is longer than any name and is ignored", menu.remarks().getFirst().what());
        assertEquals(2_000, menu.entries().size());
    }

    /** An image of 200 KiB would make entries of 30 MB. */
    @Test
    void longTextsOfManyProfilesHaveAnEnd() {
        var image = new PeFile().with(".osrel", "PRETTY_NAME=" + "t".repeat(60_000) + "\n").with(".linux", "K").with(".cmdline",
                "x".repeat(65_000));
        for (int i = 0; i < 255; i++) {
            image.with(".profile", new byte[0]);
        }
        var files = new FakeConfigFiles();
        for (int i = 0; i < 20; i++) {
            files.put(Menus.ROOT + "EFI/Linux/" + i + ".efi", image.bytes());
        }
        BootMenu menu = sound(Menus.read(files, Menus.ROOT + "EFI/Linux/"));
        assertTrue(menu.entries().size() > 256 && menu.entries().size() < 600, () -> menu.entries().size() + " entries");
        assertEquals("a menu holds up to 10000 entries, fewer where they are long; the others are omitted",
                menu.remarks().getLast().what());
    }

    @Test
    void anEntryOfAMillionLinesEnds() {
        byte[] lines = "x\n".repeat(500_000).getBytes(StandardCharsets.UTF_8);
        assertEquals(501,
                Menus.read(new FakeConfigFiles().put(Menus.ENTRIES + "a.conf", lines), Menus.ENTRIES + "a.conf").remarks().size());
        byte[] more = "x\n".repeat(600_000).getBytes(StandardCharsets.UTF_8);
        assertEquals(1, Menus.read(new FakeConfigFiles().put(Menus.ENTRIES + "a.conf", more), Menus.ENTRIES + "a.conf").remarks().size());
    }
}
