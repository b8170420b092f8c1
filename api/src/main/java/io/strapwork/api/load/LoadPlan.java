package io.strapwork.api.load;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import java.nio.ByteOrder;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Where a kernel's bytes go and where it starts. A value: nothing is written yet.
 *
 * @param format       one of those that its loader's {@link LoaderPlugin#formats} has
 * @param architecture of the code
 * @param byteOrder    of the code
 * @param segments     do not overlap; inside RAM that is not reserved
 * @param entry        inside one of the segments
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record LoadPlan(String format, Architecture architecture, ByteOrder byteOrder, List<Segment> segments, GuestAddress entry) {
    public LoadPlan {
        segments = List.copyOf(segments);
    }
}
