package io.strapwork.api.fetch;

import io.strapwork.api.plugin.Printable;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a volume says of itself.
 *
 * @param format  {@code "ext4"}, {@code "FAT32"}, {@code "XFS v5"}
 * @param uuid    in the file system's own writing, {@code "1A2B-3C4D"} of FAT
 * @param label   made printable here; a blank one is none
 * @param remarks what a reader should know: that it was not unmounted, that a log was not replayed
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VolumeFacts(String format, Optional<String> uuid, Optional<String> label, List<String> remarks) {
    public VolumeFacts {
        label = label.map(Printable::line).filter(text -> !text.isEmpty());
        remarks = List.copyOf(remarks);
    }
}
