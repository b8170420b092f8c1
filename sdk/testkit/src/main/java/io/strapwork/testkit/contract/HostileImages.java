package io.strapwork.testkit.contract;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileSystem;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.testkit.fake.PackedImage;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/** Packed images ({@link PackedImage}) with bytes that nobody would write: whatever they say, they end in a volume, a file or a problem. Not for several threads. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class HostileImages {
    private static final int CHANGE = 8;
    private static final int MOST_READ = 1 << 20;
    /** Those of {@link io.strapwork.testkit.fake.PackedTree}. */
    private static final List<String> FOLDERS = List.of("/few", "/some", "/more", "/many", "/boot");

    private final FileSystem fileSystem;
    private final List<String> files;
    private final Map<String, PackedImage> images = new TreeMap<>();

    /**
     * @param fileSystem believes checksums, so that what lies behind them is reached
     * @param of         whose resources the images are, {@code NAME.img.gz}
     */
    public HostileImages(FileSystem fileSystem, Class<?> of, List<String> names, List<String> files) {
        this.fileSystem = fileSystem;
        this.files = List.copyOf(files);
        for (String name : names) {
            images.put(name, PackedImage.resource(of, name + ".img.gz"));
        }
    }

    /** Where a fuzzer may begin. */
    public static Stream<byte[]> changes() {
        return Stream.of(new byte[0], new byte[]{1, 7, 0, 0, 0, 56, 0, 0, 0, 0},
                new byte[]{2, 3, 0, 1, 0, 0, 0, 0, -1, -1, 0, 2, 0, 0, 0, 0, 0, 0});
    }

    /** @param input the first byte chooses the image, the second what is read; then places in it, and what is written there */
    public void anyChanges(byte... input) {
        ByteBuffer in = ByteBuffer.wrap(input);
        int which = in.hasRemaining() ? in.get() & 0xff : 0;
        int what = in.hasRemaining() ? in.get() & 0xff : 0;
        PackedImage image = List.copyOf(images.values()).get(which % images.size());
        if (what < FOLDERS.size()) {
            explore(image, in, List.of(FOLDERS.get(what)), List.of());
        } else {
            explore(image, in, List.of(), List.of(files.get(what % files.size())));
        }
    }

    /** Changes one image so often that all is tried that is in it. @return how many files were read nevertheless */
    public int changesOfWhatIsRead(String name, int rounds) {
        PackedImage image = images.get(name);
        if (image == null) {
            throw new IllegalArgumentException(name);
        }
        var random = new Random(11);
        int read = 0;
        for (int round = 0; round < rounds; round++) {
            var changes = ByteBuffer.allocate(CHANGE * (1 + random.nextInt(300)));
            while (changes.hasRemaining()) {
                changes.putInt(random.nextInt()).putInt(random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(3) - 1);
            }
            read += explore(image, changes.flip(), FOLDERS, files);
        }
        return read;
    }

    /** Changes that many bytes of it, and takes all of that back. */
    private int explore(PackedImage image, ByteBuffer changes, List<String> folders, List<String> paths) {
        var before = new ArrayList<Map.Entry<Long, byte[]>>();
        while (changes.remaining() >= CHANGE) {
            long number = Integer.toUnsignedLong(changes.getInt());
            long place = image.place(number % (image.packedBytes() - 4) & -4);
            before.add(Map.entry(place, image.copy(place, 4)));
            byte[] bytes = new byte[4];
            changes.get(bytes);
            image.patch(place, bytes);
        }
        try {
            return explore(image, folders, paths);
        } finally {
            before.reversed().forEach(change -> image.patch(change.getKey(), change.getValue()));
        }
    }

    private int explore(PackedImage image, List<String> folders, List<String> paths) {
        int read = 0;
        try {
            Volume volume = fileSystem.mount(image);
            for (String folder : folders) {
                try {
                    volume.list(folder);
                } catch (FetchException e) {
                    ToldWell.check(e.problem().asException(), 'V');
                }
            }
            for (String path : paths) {
                try {
                    Optional<VolumeFile> file = volume.find(path);
                    if (file.isPresent()) {
                        file.get().read(0, MemorySegment.ofArray(new byte[(int) Math.min(MOST_READ, file.get().bytes())]));
                        read++;
                    }
                } catch (FetchException e) {
                    ToldWell.check(e.problem().asException(), 'V');
                }
            }
        } catch (FetchException e) {
            ToldWell.check(e.problem().asException(), 'V');
        }
        return read;
    }
}
