package io.strapwork.loader.linux;

import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.machine.Architecture;
import io.strapwork.testkit.contract.ImageLoaderContract;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

class LinuxS390xContractTests extends ImageLoaderContract {
    @Override
    protected ImageLoader loader() {
        return new LinuxS390xLoader();
    }

    @Override
    protected Architecture architecture() {
        return Architecture.S390X;
    }

    @Override
    protected List<byte[]> images() {
        return List.of(image(0x14000), image(0x20001));
    }

    private static byte[] image(int bytes) {
        var file = ByteBuffer.allocate(bytes);
        file.put(0x10008, "S390EP".getBytes(StandardCharsets.US_ASCII)).putLong(0x10428, 0x12000).putLong(0x10430, 0x1000);
        file.put(0x12000, "6.1.0-contract\0".getBytes(StandardCharsets.US_ASCII));
        return file.array();
    }
}
