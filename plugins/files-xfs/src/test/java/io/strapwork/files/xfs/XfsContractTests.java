package io.strapwork.files.xfs;

import io.strapwork.api.fetch.FileSystem;
import io.strapwork.testkit.contract.FileSystemContract;
import io.strapwork.testkit.contract.GzippedImage;
import io.strapwork.testkit.contract.SampleTree;
import org.junit.jupiter.api.Nested;

class XfsContractTests {
    private abstract static class Contract extends FileSystemContract {
        private final byte[] image;
        private final boolean checks;

        Contract(XfsImages kind, boolean checks) {
            image = GzippedImage.read(XfsContractTests.class, kind.resource());
            this.checks = checks;
        }

        @Override
        protected FileSystem fileSystem() {
            return checks ? new XfsFileSystem() : new XfsFileSystem(new Checksum(false));
        }

        @Override
        protected byte[] image() {
            return image;
        }

        @Override
        protected SampleTree sample() {
            return XfsImages.SMALL;
        }
    }

    @Nested
    class V5 extends Contract {
        V5() {
            super(XfsImages.V5, true);
        }
    }

    /** What changes gets further without checksums. */
    @Nested
    class V5Unchecked extends Contract {
        V5Unchecked() {
            super(XfsImages.V5, false);
        }
    }

    @Nested
    class SmallBlocks extends Contract {
        SmallBlocks() {
            super(XfsImages.V5_1K, false);
        }
    }

    @Nested
    class V4 extends Contract {
        V4() {
            super(XfsImages.V4, true);
        }
    }

    @Nested
    class SmallestBlocks extends Contract {
        SmallestBlocks() {
            super(XfsImages.V4_512, true);
        }
    }
}
