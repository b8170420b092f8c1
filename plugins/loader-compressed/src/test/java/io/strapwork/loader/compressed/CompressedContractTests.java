package io.strapwork.loader.compressed;

import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.machine.Architecture;
import io.strapwork.loader.linux.LinuxS390xLoader;
import io.strapwork.testkit.contract.ImageLoaderContract;
import java.util.List;

class CompressedContractTests extends ImageLoaderContract {
    @Override
    protected ImageLoader loader() {
        var s390x = new LinuxS390xLoader();
        return new CompressedLoader(s390x, s390x, s390x, (name, value) -> {});
    }

    @Override
    protected Architecture architecture() {
        return Architecture.S390X;
    }

    @Override
    protected List<byte[]> images() {
        byte[] image = Packed.s390x(0x10800);
        return List.of(Packed.GZIP.pack(image), Packed.LZ4_LEGACY.pack(image));
    }
}
