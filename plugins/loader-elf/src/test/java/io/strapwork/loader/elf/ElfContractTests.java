package io.strapwork.loader.elf;

import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.machine.Architecture;
import io.strapwork.testkit.contract.ImageLoaderContract;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Nested;

class ElfContractTests {
    @Nested
    class S390x extends ImageLoaderContract {
        @Override
        protected ImageLoader loader() {
            return new ElfLoader(ElfOptions.none());
        }

        @Override
        protected Architecture architecture() {
            return Architecture.S390X;
        }

        @Override
        protected List<byte[]> images() {
            return List.of(ElfBuilder.s390x().build(), ElfBuilder.s390x().segment(0x2000, 0x20000, 0x1000, 0x3000).build());
        }
    }

    @Nested
    class Ppc64 extends ImageLoaderContract {
        @Override
        protected ImageLoader loader() {
            return new ElfLoader(ElfOptions.none());
        }

        @Override
        protected Architecture architecture() {
            return Architecture.PPC64;
        }

        @Override
        protected List<byte[]> images() {
            return List.of(ElfBuilder.ppc64(ByteOrder.BIG_ENDIAN).build(), ElfBuilder.ppc64(ByteOrder.LITTLE_ENDIAN).build());
        }
    }
}
