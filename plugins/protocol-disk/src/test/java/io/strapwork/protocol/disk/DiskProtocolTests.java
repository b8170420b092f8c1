package io.strapwork.protocol.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileNotThereException;
import io.strapwork.api.fetch.FileSystems;
import io.strapwork.api.fetch.SeenVolume;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFacts;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.api.fetch.VolumeProtocol;
import io.strapwork.api.link.Disk;
import io.strapwork.api.link.DiskFacts;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.testkit.contract.VolumeProtocolContract;
import io.strapwork.testkit.fake.MemorySink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which place a URI is, on disks whose volumes are one file each. */
class DiskProtocolTests {
    private static final int PARTITION = 1 << 20;

    /** A volume that has its content as the file {@code /dir/file}; its label is its first byte, a letter. */
    private static final FileSystems SYSTEMS = blocks -> {
        MemorySegment head = MemorySegment.ofArray(new byte[8]);
        blocks.read(0, head);
        char first = (char) head.get(ValueLayout.JAVA_BYTE, 0);
        if (first == '!') {
            throw new FetchException(new Problem("SW-V999", Blame.PEER, "a volume", "it is damaged", ""));
        }
        return Character.isLetter(first) ? Optional.of(new Content(blocks, String.valueOf(first))) : Optional.empty();
    };

    private record Content(Blocks blocks, String label) implements Volume {
        @Override
        public VolumeFacts facts() {
            return new VolumeFacts("demo", Optional.of("UUID-" + label), Optional.of(label), List.of("it was not unmounted"));
        }

        @Override
        public Optional<VolumeFile> find(String path) {
            return path.equals("/dir/file") ? Optional.of(new VolumeFile() {
                @Override
                public long bytes() {
                    return blocks.bytes();
                }

                @Override
                public void read(long offset, MemorySegment into) throws FetchException {
                    blocks.read(offset, into);
                }
            }) : Optional.empty();
        }

        @Override
        public List<String> list(String folder) {
            return folder.equals("/") ? List.of("dir/") : folder.equals("/dir/") ? List.of("file") : List.of();
        }
    }

    private record Image(byte[] content, Optional<String> serial) implements Disk {
        @Override
        public DiskFacts facts() {
            return new DiskFacts("00:05.0", content.length, 512, Optional.empty(), serial, true);
        }

        @Override
        public void read(long offset, MemorySegment into) {
            into.copyFrom(MemorySegment.ofArray(content).asSlice(offset, into.byteSize()));
        }

        @Override
        public void quiesce() {}
    }

    /** Of an MBR and a partition for each letter. */
    private static Disk disk(String serial, String letters) {
        var content = new byte[PARTITION * (letters.length() + 1)];
        new Random(3).nextBytes(content);
        ByteBuffer disk = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        disk.put(0, new byte[512]).put(510, (byte) 0x55).put(511, (byte) 0xaa).putInt(440, 0x12345678);
        for (int i = 0; i < letters.length(); i++) {
            disk.put(446 + 16 * i + 4, (byte) 0x83).putInt(446 + 16 * i + 8, PARTITION / 512 * (i + 1)).putInt(446 + 16 * i + 12,
                    PARTITION / 512);
            disk.put(PARTITION * (i + 1), (byte) letters.charAt(i));
        }
        return new Image(content, Optional.of(serial).filter(text -> !text.isEmpty()));
    }

    private static DiskProtocol protocol(Disk... disks) {
        return new DiskProtocol(() -> List.of(disks), SYSTEMS);
    }

    private static DiskProtocol two() {
        return protocol(disk("", "a-!"), disk("Serial-9", "bc"));
    }

    @ParameterizedTest
    @CsvSource({"0/1,a", "1/1,b", "1/2,c", "serial-9/2,c", "SERIAL-9/1,b", "label=C,c", "uuid=uuid-b,b", "partuuid=12345678-02,c"})
    void placesByNumberAndByTag(String place, char letter) throws Exception {
        var sink = new MemorySink();
        DiskProtocol protocol = place.startsWith("partuuid") ? protocol(disk("", "bc")) : two();
        protocol.fetch(BootUri.parse("disk://" + place + "/dir/file"), sink);
        assertEquals(letter, (char) sink.content()[0]);
        assertEquals(PARTITION, sink.content().length);
    }

    @Test
    void everyByteComes() throws Exception {
        Disk disk = disk("", "a");
        var sink = new MemorySink();
        protocol(disk).fetch(BootUri.parse("disk://0/1/dir/file"), sink);
        var expected = new byte[PARTITION];
        disk.read(PARTITION, MemorySegment.ofArray(expected));
        assertArrayEquals(expected, sink.content());
    }

    @ParameterizedTest
    @CsvSource({"0/vmlinuz,SW-V701", "uuid=/x,SW-V701", "2/1/x,SW-V702", "other/1/x,SW-V702", "0/9/x,SW-V703", "label=z/x,SW-V703",
        "0/2/x,SW-V704", "0/3/x,SW-V704", "0/0/x,SW-V704", "0/1/x,SW-V705", "0/1/dir/,SW-V705"})
    void whatIsNotThere(String place, String code) {
        FetchException thrown = assertThrows(FetchException.class,
                () -> two().fetch(BootUri.parse("disk://" + place), new MemorySink()));
        assertEquals(code, thrown.problem().code());
        assertEquals(!code.equals("SW-V704"), thrown instanceof FileNotThereException);
    }

    @Test
    void foldersAndVolumesAreListed() throws Exception {
        assertEquals(List.of("dir/"), two().list(BootUri.parse("disk://1/2/")));
        assertEquals(List.of("file"), two().list(BootUri.parse("disk://1/2/dir/")));
        assertEquals(List.of(), two().list(BootUri.parse("disk://0/2/")));
        assertEquals(List.of(), two().list(BootUri.parse("disk://7/boot/")));
        assertEquals(List.of("hd0,msdos1 disk://0/1/ demo [on a disk of 4194304 bytes at 00:05.0 with blocks of 512, it was not unmounted]",
                "hd0,msdos2 disk://0/2/  [it has no file system that is read here]", "hd0,msdos3 disk://0/3/  [a volume: it is damaged]",
                "hd1,msdos1 disk://1/1/ demo [on a disk of 3145728 bytes at 00:05.0 with blocks of 512, serial Serial-9, it was not unmounted]",
                "hd1,msdos2 disk://1/2/ demo [it was not unmounted]"),
                two().volumes().stream().map(DiskProtocolTests::text).toList());
        assertEquals(List.of(), protocol().volumes());
    }

    private static String text(SeenVolume seen) {
        return seen.volume().name() + " " + seen.volume().root() + " " + seen.format().orElse("") + " " + seen.remarks();
    }

    @Test
    void aDiskWithoutATableIsOneVolume() throws Exception {
        var content = new byte[PARTITION];
        content[0] = 'w';
        DiskProtocol protocol = protocol(new Image(content, Optional.empty()));
        assertEquals(List.of("hd0 disk://0/0/ demo [on a disk of 1048576 bytes at 00:05.0 with blocks of 512, it was not unmounted]"),
                protocol.volumes().stream().map(DiskProtocolTests::text).toList());
        var sink = new MemorySink();
        protocol.fetch(BootUri.parse("disk://0/0/dir/file"), sink);
        assertEquals(PARTITION, sink.content().length);
    }

    @Nested
    class Contract extends VolumeProtocolContract {
        @Override
        protected VolumeProtocol protocol() {
            return two();
        }

        @Override
        protected BootUri root() {
            return BootUri.parse("disk://1/2/");
        }

        @Override
        protected Map<String, byte[]> files() {
            var content = new byte[PARTITION];
            disk("Serial-9", "bc").read(2 * PARTITION, MemorySegment.ofArray(content));
            return Map.of("dir/file", content);
        }
    }

    static Stream<byte[]> uris() {
        return Stream.of("0/1/dir/file", "uuid=x/../..//", "9999/9999", "%00/0", "label=%2f/x", "0/", "=/1/")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("uris")
    @FuzzTest
    void anyUri(byte[] bytes) {
        BootUri uri;
        try {
            uri = BootUri.parse("disk://" + new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return;
        }
        DiskProtocol protocol = two();
        try {
            protocol.fetch(uri, new MemorySink());
        } catch (FetchException e) {
            assertEquals("SW-V", e.problem().code().substring(0, 4));
        }
        try {
            protocol.list(uri);
        } catch (FetchException e) {
            assertEquals("SW-V", e.problem().code().substring(0, 4));
        }
    }
}
