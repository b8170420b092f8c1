package org.example.multiboot2;

import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.machine.Architecture;
import io.strapwork.testkit.contract.ImageLoaderContract;
import java.util.List;

class Multiboot2LoaderContractTests extends ImageLoaderContract {
    @Override
    protected ImageLoader loader() {
        return new Multiboot2Loader();
    }

    @Override
    protected Architecture architecture() {
        return Architecture.X86_64;
    }

    @Override
    protected List<byte[]> images() {
        return List.of(Images.flat(0), Images.elf(true, 0x200000),
                Images.elf(false, 0x100000, Images.tag(10, false, 0x100000, 0x3000000, 0x1000, 1)),
                Images.elf(false, 0x100000, Images.tag(1, false, 1, 6), Images.tag(6, false), Images.tag(7, true)));
    }
}
