package io.strapwork.runtime.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileSystems;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.plugins.DemoPlugins;
import io.strapwork.runtime.plugins.PluginJar;
import io.strapwork.runtime.profile.Profile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a boot needs the machine's disks, who drives them, and who reads what lies on them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiskAssemblyTests {
    private static final String MACHINE = "[machine]\narchitecture = \"s390x\"\n[trust]\nuse = \"none\"\n";

    private Catalogue catalogue;

    private static String driver(String name, String id, String bus) {
        return """
                @io.strapwork.api.link.DiskDriverPlugin(id = "ID", bus = "BUS")
                public final class NAME implements io.strapwork.api.link.DiskDriver<DeviceBus> {
                    public Class<DeviceBus> bus() { return DeviceBus.class; }
                    public List<io.strapwork.api.link.Disk> open(DeviceBus bus) { throw new UnsupportedOperationException(); }
                }
                """.replace("NAME", name).replace("\"ID\"", "\"" + id + "\"").replace("BUS", bus);
    }

    private static String fileSystem(String name, String id, String magic, String body) {
        return """
                @io.strapwork.api.fetch.FileSystemPlugin(id = "ID", magics = "MAGIC")
                public final class NAME implements io.strapwork.api.fetch.FileSystem {
                    public io.strapwork.api.fetch.Volume mount(io.strapwork.api.fetch.Blocks blocks) throws io.strapwork.api.fetch.FetchException { BODY }
                }
                """
                .replace("NAME", name).replace("\"ID\"", "\"" + id + "\"").replace("MAGIC", magic).replace("BODY", body);
    }

    @BeforeAll
    void discover(@TempDir Path folder) {
        DemoPlugins.all().jar(folder, "demo.jar");
        String fails = "throw new io.strapwork.api.fetch.FetchException(new io.strapwork.api.plugin.Problem(\"SW-V901\","
                + " io.strapwork.api.plugin.Blame.PEER, \"volume\", \"it is broken\", \"\"));";
        String mounts = """
                return new io.strapwork.api.fetch.Volume() {
                    public io.strapwork.api.fetch.VolumeFacts facts() { return new io.strapwork.api.fetch.VolumeFacts("good", Optional.empty(), Optional.empty(), List.of()); }
                    public Optional<io.strapwork.api.fetch.VolumeFile> find(String path) { return Optional.empty(); }
                    public List<String> list(String folder) { return List.of(); }
                };
                """;
        new PluginJar().with(driver("BlkCcw", "virtio-blk-ccw", "ccw")).with(driver("BlkPci", "virtio-blk-pci", "pci"))
                .with(fileSystem("Broken", "broken", "0:aabb", fails)).with(fileSystem("Good", "good", "0:aa", mounts))
                .with(fileSystem("Far", "far", "100000:cc", mounts)).with("""
                        @ProtocolPlugin(id = "disk", schemes = "disk", over = {})
                        public final class DemoDisk implements BootProtocol {
                            public final io.strapwork.api.link.Disks disks;
                            public final io.strapwork.api.fetch.FileSystems systems;
                            @Inject DemoDisk(io.strapwork.api.link.Disks disks, io.strapwork.api.fetch.FileSystems systems) {
                                this.disks = disks;
                                this.systems = systems;
                            }
                            public void fetch(BootUri from, ImageSink into) {}
                        }
                        """)
                .with("""
                        @ProtocolPlugin(id = "several", schemes = "several", over = {})
                        public final class Several implements BootProtocol {
                            @Inject Several(SeveralOptions options, @Named("of") List<BootProtocol> of) {}
                            public void fetch(BootUri from, ImageSink into) {}
                            @Options public record SeveralOptions(List<String> of) {}
                        }
                        """)
                .with("""
                        @io.strapwork.api.fetch.MenuPlugin(id = "plain", magics = {}, names = {}, programs = {})
                        public final class Plain implements io.strapwork.api.fetch.MenuReader {
                            public io.strapwork.api.fetch.BootMenu read(io.strapwork.api.fetch.MenuRequest request, io.strapwork.api.fetch.ConfigFiles files) {
                                throw new UnsupportedOperationException();
                            }
                        }
                        """)
                .jar(folder, "disks.jar");
        catalogue = Discovery.discover(getClass().getClassLoader(), List.of(folder));
    }

    @AfterAll
    void close() throws IOException {
        catalogue.close();
    }

    private Assembly assemble(String profile, String... overrides) {
        return Assembler.assemble(catalogue, Profile.parse("test.toml", profile, List.of(overrides)));
    }

    private List<String> problems(String profile) {
        return assertThrows(StrapworkException.class, () -> assemble(profile)).problems().stream().map(Problem::code).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            kernel = 'disk://0/1/vmlinuz'                                   | true  | true
            kernel = 'tftp://10.0.2.2/k'                                    | false | false
            kernel = 'tftp://10.0.2.2/k'~initrd = 'disk://0/1/i'            | true  | false
            ""                                                              | false | false
            boot = 'disk'                                                   | true  | true
            boot = 'network'                                                | false | false
            boot = 'disk'~kernel = 'tftp://10.0.2.2/k'                      | false | false
            boot = 'disk'~kernel = 'tftp://10.0.2.2/k'~[fetch.menu]         | true  | false
            boot = 'disk'~initrd = 'tftp://10.0.2.2/i'                      | true  | false
            [fetch.menu]~config = 'disk://0/1/grub.cfg'                     | true  | true
            [fetch.menu]~config = 'DISK://0/1/grub.cfg'                     | true  | true
            kernel = 'Disk://0/1/vmlinuz'                                   | true  | true
            kernel = 'several://0/1/vmlinuz'~[fetch.several]~of = ['disk']  | true  | true
            boot = 'disk'~[fetch.menu]~config = 'tftp://10.0.2.2/grub.cfg'  | false | false
            [fetch.disk]                                                    | false | false
            """)
    void disksAndNetworkAreOpenedWhereSomethingNeedsThem(String fetch, boolean disks, boolean noNetwork) {
        Assembly assembly = assemble(MACHINE + "[fetch]\n" + fetch.replace('~', '\n').replace('\'', '"') + "\n");
        assertEquals(disks, assembly.opensDisks());
        assertEquals(disks ? "virtio-blk-ccw" : "", assembly.choice(Kind.DISK_DRIVER).map(Choice::plugin).orElse(""));
        assertEquals(noNetwork, assembly.notEntered(Room.LINK).isPresent());
        assertEquals(disks, assembly.isLocal("disk") || assembly.isLocal("several"));
        assertFalse(assembly.isLocal("tftp"));
    }

    @Test
    void theDriverFitsTheBus() {
        String profile = MACHINE + "[fetch]\nboot = \"disk\"\n";
        assertEquals("the only one that fits s390x over ccw", assemble(profile).choice(Kind.DISK_DRIVER).orElseThrow().reason());
        assertEquals("ccw", assemble(profile).busKind());
        assertEquals(List.of("SW-W124"), problems(profile + "[link]\nuse = \"virtio-ccw\"\n[link.disk]\nuse = \"virtio-blk-pci\"\n"));
        assertEquals(List.of("SW-W104"), problems(profile + "[link.disk]\nuse = \"nvme\"\n"));
        assertEquals(List.of("SW-P107"), problems(MACHINE + "[fetch]\nboot = \"floppy\"\n"));
    }

    @Test
    void fileSystemsAreCheckedAndMadeWhenTheirMagicIsMet() throws Exception {
        String profile = MACHINE + "[fetch]\nboot = \"disk\"\n";
        assertEquals(List.of("SW-W104", "SW-P105", "SW-P104"),
                problems(profile + "[fetch.files]\nuse = \"extt\"\nno = 1\n[fetch.files.ntfs]\n"));
        try (AssembledBoot boot = assemble(profile).open(new BootContext(BootClock.system(), new Random(1)))) {
            boot.disks(List.of());
            Object protocol = boot.protocol("disk");
            var systems = (FileSystems) protocol.getClass().getField("systems").get(protocol);
            assertEquals(Optional.empty(), systems.mount(blocks(new byte[100])));
            assertEquals("good", systems.mount(blocks((byte) 0xaa, (byte) 0xbb)).orElseThrow().facts().format());
            byte[] far = new byte[100_001];
            assertEquals(Optional.empty(), systems.mount(blocks(far)));
            far[100_000] = (byte) 0xcc;
            assertTrue(systems.mount(blocks(far)).isPresent());
        }
        try (AssembledBoot boot = assemble(profile + "[fetch.files]\nuse = \"broken\"\n")
                .open(new BootContext(BootClock.system(), new Random(1)))) {
            boot.disks(List.of());
            Object protocol = boot.protocol("disk");
            var systems = (FileSystems) protocol.getClass().getField("systems").get(protocol);
            assertEquals("SW-V901",
                    assertThrows(FetchException.class, () -> systems.mount(blocks((byte) 0xaa, (byte) 0xbb))).problem().code());
        }
    }

    private static Blocks blocks(byte... content) {
        return new Blocks() {
            @Override
            public long bytes() {
                return content.length;
            }

            @Override
            public int blockSize() {
                return 512;
            }

            @Override
            public void read(long offset, MemorySegment into) {
                into.copyFrom(MemorySegment.ofArray(content).asSlice(offset, into.byteSize()));
            }
        };
    }

    @Test
    void whatTheNetworkNamesIsNotOnADisk() {
        try (AssembledBoot boot = assemble(MACHINE + "[fetch]\nkernel = \"tftp://10.0.2.2/k\"\n")
                .open(new BootContext(BootClock.system(), new Random(1)))) {
            var refused = assertThrows(StrapworkException.class, () -> boot.protocol("disk"));
            assertEquals("SW-W192", refused.problems().getFirst().code());
        }
    }
}
