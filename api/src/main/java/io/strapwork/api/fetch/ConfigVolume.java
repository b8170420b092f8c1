package io.strapwork.api.fetch;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A server or a file system that files are read from.
 *
 * @param name  as GRUB names devices, without parentheses: {@code "hd0,gpt2"}, {@code "tftp,10.0.2.2"}
 * @param root  its uppermost folder
 * @param uuid  of its file system, in the file system's own writing
 * @param label of its file system
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ConfigVolume(String name, BootUri root, Optional<String> uuid, Optional<String> label) {
    /** Of several, the one that a file lies on: that with the longest root on the file's server which its path begins with. */
    public static Optional<ConfigVolume> holding(BootUri file, List<ConfigVolume> volumes) {
        return volumes.stream().filter(volume -> volume.holds(file))
                .max(Comparator.comparingInt(volume -> volume.root.decodedPath().length()));
    }

    private boolean holds(BootUri file) {
        return root.withPath("/").equals(file.withPath("/")) && file.decodedPath().startsWith(root.decodedPath());
    }
}
