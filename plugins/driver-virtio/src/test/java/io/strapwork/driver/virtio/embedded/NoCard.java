package io.strapwork.driver.virtio.embedded;

import io.strapwork.api.machine.DeviceBus;
import io.strapwork.testkit.contract.LinkDriverContract;
import java.util.List;

/** A bus without any device. */
record NoCard<B extends DeviceBus>(B bus) implements LinkDriverContract.Bench<B> {
    @Override
    public List<byte[]> sent() {
        return List.of();
    }

    @Override
    public void arrive(byte[] frame) {}
}
