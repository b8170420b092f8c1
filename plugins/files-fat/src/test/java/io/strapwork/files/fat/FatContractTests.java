package io.strapwork.files.fat;

import io.strapwork.api.fetch.FileSystem;
import io.strapwork.testkit.contract.FileSystemContract;
import io.strapwork.testkit.contract.GzippedImage;
import io.strapwork.testkit.contract.SampleTree;
import org.junit.jupiter.api.Nested;

class FatContractTests {
    private abstract static class Contract extends FileSystemContract {
        private final byte[] image;

        Contract(FatImages kind) {
            image = GzippedImage.read(FatContractTests.class, kind.resource());
        }

        @Override
        protected FileSystem fileSystem() {
            return new FatFileSystem();
        }

        @Override
        protected byte[] image() {
            return image;
        }

        @Override
        protected SampleTree sample() {
            return FatImages.SMALL;
        }

        @Override
        protected boolean tellsCases() {
            return false;
        }
    }

    @Nested
    class Fat12 extends Contract {
        Fat12() {
            super(FatImages.FAT12);
        }
    }

    @Nested
    class Fat16 extends Contract {
        Fat16() {
            super(FatImages.FAT16);
        }
    }

    @Nested
    class Fat32 extends Contract {
        Fat32() {
            super(FatImages.FAT32);
        }
    }

    @Nested
    class LargeSectors extends Contract {
        LargeSectors() {
            super(FatImages.LARGE_SECTORS);
        }
    }
}
