package io.strapwork.driver.virtio.transport;

import java.util.Collection;

/** A feature bit of a device type (virtio 1.3, 5), which its driver can do: an enum of them. */
public interface DeviceFeature {
    long mask();

    default boolean in(long features) {
        return (features & mask()) != 0;
    }

    /** The mask of all, without some. */
    static <F extends DeviceFeature> long allBut(F[] all, Collection<F> without) {
        long mask = 0;
        for (F feature : all) {
            mask |= without.contains(feature) ? 0 : feature.mask();
        }
        return mask;
    }
}
