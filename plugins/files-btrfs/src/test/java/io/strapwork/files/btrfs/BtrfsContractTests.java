package io.strapwork.files.btrfs;

import io.strapwork.api.fetch.FileSystem;
import io.strapwork.testkit.contract.FileSystemContract;
import io.strapwork.testkit.contract.GzippedImage;
import io.strapwork.testkit.contract.SampleTree;
import org.junit.jupiter.api.Nested;

class BtrfsContractTests {
    private abstract static class Contract extends FileSystemContract {
        private final byte[] image;
        private final boolean checks;

        Contract(BtrfsImages kind, boolean checks) {
            image = GzippedImage.read(BtrfsContractTests.class, kind.resource());
            this.checks = checks;
        }

        @Override
        protected FileSystem fileSystem() {
            return checks ? new BtrfsFileSystem() : new BtrfsFileSystem(false);
        }

        @Override
        protected byte[] image() {
            return image;
        }

        @Override
        protected SampleTree sample() {
            return BtrfsImages.SMALL;
        }
    }

    @Nested
    class Mixed extends Contract {
        Mixed() {
            super(BtrfsImages.MIXED, true);
        }
    }

    /** What changes gets further without checksums. */
    @Nested
    class MixedUnchecked extends Contract {
        MixedUnchecked() {
            super(BtrfsImages.MIXED, false);
        }
    }

    @Nested
    class SmallNodes extends Contract {
        SmallNodes() {
            super(BtrfsImages.SMALL_NODES, true);
        }
    }

    @Nested
    class SmallNodesUnchecked extends Contract {
        SmallNodesUnchecked() {
            super(BtrfsImages.SMALL_NODES, false);
        }
    }
}
