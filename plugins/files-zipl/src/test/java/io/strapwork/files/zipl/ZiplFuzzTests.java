package io.strapwork.files.zipl;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.testkit.fake.FuzzedRandom;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Real boot maps with any bytes in them: an answer, or a problem. */
class ZiplFuzzTests {
    static Stream<byte[]> dice() {
        return FuzzedRandom.dice(200);
    }

    @MethodSource("dice")
    @FuzzTest
    void anyMap(byte[] bytes) {
        var random = new FuzzedRandom(bytes);
        MapDisk disk = MapDisk.of(MapDisk.ALL.get(random.nextInt(MapDisk.ALL.size())));
        List<Long> kept = disk.kept();
        for (int patches = random.nextInt(16); patches > 0; patches--) {
            disk.put(kept.get(random.nextInt(kept.size())) * 512 + random.nextInt(512), (byte) random.nextInt(256));
        }
        try {
            Volume volume = new ZiplFileSystem().mount(disk);
            for (String folder : volume.list("/")) {
                for (String name : folder.endsWith("/") ? volume.list("/" + folder) : List.of("")) {
                    Optional<VolumeFile> file = volume.find("/" + folder + name);
                    if (file.isPresent() && file.get().bytes() > 0) {
                        file.get().read(file.get().bytes() - 1, MemorySegment.ofArray(new byte[1]));
                    }
                }
            }
        } catch (FetchException e) {
            if (!e.problem().code().startsWith("SW-V")) {
                throw new AssertionError(e);
            }
        }
    }
}
