package io.strapwork.files.ext;

import io.strapwork.api.fetch.FileSystem;
import io.strapwork.testkit.contract.FileSystemContract;
import io.strapwork.testkit.contract.GzippedImage;
import io.strapwork.testkit.contract.SampleTree;
import org.junit.jupiter.api.Nested;

class ExtContractTests {
    private abstract static class Contract extends FileSystemContract {
        private final byte[] image;

        Contract(ExtImages kind) {
            image = GzippedImage.read(ExtContractTests.class, kind.resource());
        }

        @Override
        protected FileSystem fileSystem() {
            return new ExtFileSystem();
        }

        @Override
        protected byte[] image() {
            return image;
        }

        @Override
        protected SampleTree sample() {
            return ExtImages.SMALL;
        }
    }

    @Nested
    class Ext2 extends Contract {
        Ext2() {
            super(ExtImages.EXT2);
        }
    }

    @Nested
    class Ext3 extends Contract {
        Ext3() {
            super(ExtImages.EXT3);
        }
    }

    @Nested
    class Ext4 extends Contract {
        Ext4() {
            super(ExtImages.EXT4);
        }
    }

    @Nested
    class Inline extends Contract {
        Inline() {
            super(ExtImages.INLINE);
        }
    }

    @Nested
    class Meta extends Contract {
        Meta() {
            super(ExtImages.META);
        }
    }

    @Nested
    class Old extends Contract {
        Old() {
            super(ExtImages.OLD);
        }
    }

    @Nested
    class NoFileTypes extends Contract {
        NoFileTypes() {
            super(ExtImages.NO_FILE_TYPES);
        }
    }

    @Nested
    class WideBlocks extends Contract {
        WideBlocks() {
            super(ExtImages.WIDE_BLOCKS);
        }
    }
}
