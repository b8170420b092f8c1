package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Ticker;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.time.BootClock;
import io.strapwork.cli.lab.Boots;
import io.strapwork.cli.lab.GptDisk;
import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import io.strapwork.cli.lab.ZiplDisk;
import io.strapwork.runtime.menu.FoundMenu;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.walk.BootListener;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boots of the embedded machine from its disks, byte for byte. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DiskBootTests {
    private static final byte[] KERNEL = Images.linuxS390x(0x54321);
    private static final byte[] INITRD = noise(700_001);

    @TempDir
    private Path folder;

    private static byte[] noise(int bytes) {
        var noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return noise;
    }

    @Test
    void explainLooksIntoTheDisksWithoutAMachine() throws Exception {
        var dasd = new byte[3 * 4096];
        for (int at : new int[]{8192, 8196}) {
            System.arraycopy(new byte[]{(byte) 0xe5, (byte) 0xd6, (byte) 0xd3, (byte) 0xf1}, 0, dasd, at, 4);
        }
        Path image = Files.write(folder.resolve("dasd.img"), dasd);
        CommandLineRun run = CommandLineRun.strapwork(folder, "explain", profile("s390x", "disks = [\"dasd.img\"]\nloadparm = \"2\"", ""));
        assertEquals(0, run.status(), run.errors());
        assertTrue(run.out().contains("    disk 0                 " + image
                + ": blocks of 4096 bytes, geometry 1/15/12: it has a volume label of a DASD in the compatible disk layout (CDL)\n"),
                run.out());
        run = CommandLineRun.strapwork(folder, "explain", profile("s390x", "disks = [\"gone.img\", \"dasd.img,block-size=77\"]", ""));
        assertEquals(ExitStatus.USAGE, run.status(), run.out());
        assertTrue(run.errors().contains("SW-M601") && run.errors().contains("SW-M604"), run.errors());
        run = CommandLineRun.strapwork(folder, "explain", profile("s390x", "loadparm = \"too long a text\"", ""));
        assertEquals(ExitStatus.USAGE, run.status(), run.out());
        assertTrue(run.errors().contains("SW-M104"), run.errors());
    }

    private Path profile(String architecture, String disks, String fetch) {
        return new Lab(folder).profile("disk", """
                [machine]
                use = "embedded"
                architecture = "%s"
                memory = "64MiB"
                %s
                [trust]
                use = "none"
                %s
                """.formatted(architecture, disks, fetch));
    }

    private static BootOutcome boot(Path profile) {
        return Boots.boot(new Boots().assemble(profile));
    }

    private String zipl() {
        new ZiplDisk(2 << 20).program(KERNEL, INITRD, "console=ttysclp0 one").program(KERNEL, noise(100), "two").dump()
                .write(folder.resolve("zipl.img"));
        return "disks = [\"zipl.img\"]\n";
    }

    private static void check(BootOutcome outcome, byte[] kernel, byte[] initrd) {
        assertEquals(List.of(), outcome.problems());
        assertTrue(outcome.handedOff());
        assertEquals(List.of(Images.sha256(kernel), Images.sha256(initrd)),
                outcome.parts().stream().map(BootOutcome.PartReport::sha256).toList());
        assertEquals(Images.sha256(initrd), outcome.segments().stream().filter(segment -> segment.name().equals("initrd")).findFirst()
                .orElseThrow().sha256(), "read back from guest memory");
    }

    /** The computer's clock; what is waited for in vain is written down. */
    private record Patience(List<Duration> waited) implements BootClock {
        @Override
        public Instant now() {
            return BootClock.system().now();
        }

        @Override
        public Ticker ticker() {
            return BootClock.system().ticker();
        }

        @Override
        public void sleep(Duration time) {
            waited.add(time);
        }

        @Override
        public boolean await(Future<?> future, Duration limit) throws InterruptedException {
            boolean done = BootClock.super.await(future, limit);
            if (!done) {
                waited.add(limit);
            }
            return done;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "network = \"none\"\n"})
    void aBootMapNeedsNoNetwork(String network) {
        AtomicInteger frames = new AtomicInteger();
        Consumer<ByteBuf> capture = frame -> frames.incrementAndGet();
        var clock = new Patience(new CopyOnWriteArrayList<>());
        BootOutcome outcome = new BootWalk(new Boots().assemble(profile("s390x", zipl() + network, "")),
                new BootSettings(clock, Optional.of(1L), BootListener.none(), Optional.of(capture))).run();
        check(outcome, KERNEL, INITRD);
        assertEquals(List.of(), clock.waited());
        assertEquals(List.of("machine embedded", "link virtio-blk-ccw", "transport ", "fetch disk", "trust none", "load linux-s390x",
                "handoff linux-s390x"),
                outcome.rooms().stream().map(room -> room.room().section() + " " + room.plugin()).toList());
        assertEquals(0, frames.get());
        assertFalse(outcome.rooms().stream().anyMatch(room -> room.room() == Room.ADDRESS));
        assertEquals("zipl", outcome.menu().orElseThrow().reader());
        assertEquals("1", outcome.menu().orElseThrow().entry());
    }

    /** Somebody writes to the image during the boot, or cuts it: what is booted is what the digests say, or nothing is. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aDiskThatChangesIsAProblemOrTheDigests(int seed) {
        Path profile = profile("s390x", zipl() + "network = \"none\"\n", "");
        var random = new Random(seed);
        BootListener writer = new BootListener() {
            @Override
            public void found(FoundMenu menu) {
                change(random, seed > 6);
            }

            @Override
            public void fetching(String part, String uri) {
                change(random, seed == 6);
            }
        };
        BootOutcome outcome = Boots.boot(new Boots().assemble(profile, "trust.use=digest", "trust.kernel=sha256:" + Images.sha256(KERNEL),
                "trust.initrd=sha256:" + Images.sha256(INITRD)), writer);
        if (outcome.problems().isEmpty()) {
            check(outcome, KERNEL, INITRD);
        } else {
            assertFalse(outcome.handedOff());
            assertTrue(outcome.problems().stream().allMatch(problem -> problem.code().matches("SW-[LVT].*")), outcome.problems()::toString);
        }
        assertTrue(seed < 6 || !outcome.handedOff(), "a part of the image was gone before it was read");
    }

    private void change(Random random, boolean cut) {
        try (FileChannel image = FileChannel.open(folder.resolve("zipl.img"), StandardOpenOption.WRITE)) {
            if (cut) {
                image.truncate(4096);
                return;
            }
            for (int i = 0; i < 50; i++) {
                image.write(ByteBuffer.wrap(new byte[]{(byte) random.nextInt()}), random.nextInt(i % 2 == 0 ? 8192 : (int) image.size()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"fetch.menu.entry=2", "machine.loadparm=2"})
    void anotherProgramBootsWhenItIsTold(String override) {
        BootOutcome outcome = Boots
                .boot(new Boots().assemble(profile("s390x", zipl() + "network = \"none\"\n", "[fetch.menu]\n"), override));
        check(outcome, KERNEL, noise(100));
        assertEquals("2", outcome.menu().orElseThrow().entry());
    }

    @Test
    void aDumpProgramIsRefusedByItsName() {
        BootOutcome outcome = Boots.boot(new Boots().assemble(profile("s390x", zipl(), "[fetch.menu]\nentry = \"3\"\n")));
        assertEquals("SW-V606", outcome.problems().getFirst().code());
        assertEquals("the program is a dump program, which Strapwork does not start", outcome.problems().getFirst().what());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kernel = "disk://0/0/7/kernel"          | SW-V705
            kernel = "disk://1/0/1/kernel"          | SW-V702
            kernel = "disk://0/3/vmlinuz"           | SW-V703
            kernel = "disk://uuid=1234/vmlinuz"     | SW-V703
            kernel = "disk://0/vmlinuz"             | SW-V701
            kernel = "disk://0/0/1/cmdline"         |
            """)
    void whatIsNotThereIsToldByAProblem(String fetch, String code) {
        BootOutcome outcome = boot(profile("s390x", zipl(), "[fetch]\n" + fetch));
        assertFalse(outcome.handedOff());
        if (code != null) {
            assertEquals(code, outcome.problems().getFirst().code());
        }
    }

    @Test
    void anEmptyDiskAndNoDisk() throws IOException {
        Files.write(folder.resolve("empty.img"), new byte[1 << 20]);
        BootOutcome empty = boot(profile("ppc64", "disks = [\"empty.img\"]", ""));
        assertEquals("SW-F119", empty.problems().getFirst().code());
        assertEquals(1, empty.menu().orElseThrow().trail().size());
        String looked = empty.menu().orElseThrow().trail().getFirst();
        assertTrue(looked.matches(
                "disk://0/0/ \\(not found\\): \\(hd0\\), on a disk of 1048576 bytes at .* with blocks of 512.*, it has no file system that is read here"),
                looked);
        BootOutcome none = boot(profile("ppc64", "", "[fetch]\nboot = \"disk\""));
        assertEquals("SW-F119", none.problems().getFirst().code());
        assertEquals("the machine has no disk: list some as disks = [\"FILE\"] in [machine]", none.problems().getFirst().hint());
    }

    private void tree(String config, String text) throws IOException {
        Path boot = Files.createDirectories(folder.resolve("tree/boot"));
        Files.write(boot.resolve("vmlinux"), Images.elfPpc64(3_000_000));
        Files.write(boot.resolve("initrd.img"), INITRD);
        Path file = folder.resolve("tree").resolve(config);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static final String GRUB = """
            set default=1
            menuentry one { linux /boot/nothing }
            menuentry two {
                search --no-floppy --fs-uuid --set=root %s
                linux /boot/vmlinux root=UUID=%s
                initrd ($root)/boot/initrd.img
            }
            """.formatted(GptDisk.UUID, GptDisk.UUID);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            boot/grub/grub.cfg             | GRUB                                                                     | grub     | disk://0/2/boot/grub/grub.cfg
            boot/grub/grub.cfg             | menuentry a { linux (hd0,gpt2)/boot/vmlinux~initrd /boot/initrd.img~}     | grub     | disk://0/2/boot/grub/grub.cfg
            loader/entries/a.conf          | title A~linux /boot/vmlinux~initrd /boot/initrd.img~options a            | bls      | disk://0/2/loader/entries/
            boot/extlinux/extlinux.conf    | DEFAULT a~LABEL a~KERNEL /boot/vmlinux~INITRD ../initrd.img~APPEND b     | pxelinux | disk://0/2/boot/extlinux/extlinux.conf
            """)
    @Tag("real")
    void configurationsOfTheField(String config, String text, String reader, String found) throws Exception {
        tree(config, text.equals("GRUB") ? GRUB : text.replace('~', '\n') + "\n");
        GptDisk.ext4(folder.resolve("gpt.img"), folder.resolve("tree"), 64 << 20);
        BootOutcome outcome = boot(profile("ppc64", "disks = [\"gpt.img\"]", ""));
        if (reader != null) {
            check(outcome, Images.elfPpc64(3_000_000), INITRD);
            assertEquals(reader, outcome.menu().orElseThrow().reader());
            assertEquals(found, outcome.menu().orElseThrow().config());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            boot/grub/grub.cfg        | search --set=root --file /boot/vmlinux~menuentry a { linux /boot/vmlinux~initrd /boot/initrd.img~} | grub
            isolinux/isolinux.cfg     | DEFAULT a~LABEL a~KERNEL /boot/vmlinux~APPEND initrd=/boot/initrd.img b                            | pxelinux
            """)
    @Tag("real")
    void hybridImages(String config, String text, String reader) throws Exception {
        tree(config, text.replace('~', '\n') + "\n");
        GptDisk.iso(folder.resolve("cd.iso"), folder.resolve("tree"));
        BootOutcome outcome = boot(profile("ppc64", "disks = [\"cd.iso\"]", ""));
        check(outcome, Images.elfPpc64(3_000_000), INITRD);
        assertEquals(reader, outcome.menu().orElseThrow().reader());
    }

    @ParameterizedTest
    @CsvSource({"uuid=" + GptDisk.UUID, "label=boot", "partlabel=boot", "0/2", "B/2"})
    @Tag("real")
    void partsAreNamedByHand(String volume) throws Exception {
        tree("boot/note", "");
        GptDisk.ext4(folder.resolve("gpt.img"), folder.resolve("tree"), 64 << 20);
        check(boot(profile("ppc64", "disks = [\"gpt.img,serial=B\"]", """
                [fetch]
                kernel = "disk://%s/boot/vmlinux"
                initrd = "disk://%s/boot/initrd.img"
                """.formatted(volume, volume))), Images.elfPpc64(3_000_000), INITRD);
    }
}
