package io.strapwork.driver.virtio.blk;

import io.strapwork.api.link.Disk;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.driver.virtio.transport.LastAttempt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Opens disks one after another: all of them or none. */
public final class OpenDisks {
    private OpenDisks() {}

    /**
     * @param places where the disks are
     * @param opened makes one a disk, and leaves it reset when it can't
     * @param left   called with each place that is not tried any more
     * @throws StrapworkException when one can't be opened; those before it are quiet again
     */
    public static <T> List<Disk> all(List<T> places, Function<T, Disk> opened, Consumer<T> left) {
        var disks = new ArrayList<Disk>();
        int tried = 0;
        try {
            for (; tried < places.size(); tried++) {
                disks.add(opened.apply(places.get(tried)));
            }
            return List.copyOf(disks);
        } catch (StrapworkException e) {
            disks.forEach(disk -> LastAttempt.after(e, disk::quiesce));
            places.subList(tried + 1, places.size()).forEach(place -> LastAttempt.after(e, () -> left.accept(place)));
            throw e;
        }
    }
}
