package io.strapwork.files.iso;

import io.strapwork.api.fetch.FileSystem;
import io.strapwork.testkit.contract.FileSystemContract;
import io.strapwork.testkit.contract.GzippedImage;
import io.strapwork.testkit.contract.SampleTree;
import java.util.List;
import org.junit.jupiter.api.Nested;

class IsoContractTests {
    private abstract static class Contract extends FileSystemContract {
        private final IsoImages kind;
        private final byte[] image;

        Contract(IsoImages kind) {
            this.kind = kind;
            image = GzippedImage.read(IsoContractTests.class, kind.resource());
        }

        @Override
        protected FileSystem fileSystem() {
            return new IsoFileSystem();
        }

        @Override
        protected byte[] image() {
            return image;
        }

        @Override
        protected SampleTree sample() {
            return kind.small();
        }

        @Override
        protected boolean tellsCases() {
            return sample().links();
        }
    }

    @Nested
    class RockRidge extends Contract {
        RockRidge() {
            super(IsoImages.ROCK_RIDGE);
        }
    }

    @Nested
    class Joliet extends Contract {
        Joliet() {
            super(IsoImages.JOLIET);
        }
    }

    @Nested
    class Plain extends Contract {
        Plain() {
            super(IsoImages.PLAIN);
        }
    }

    @Nested
    class Bootable extends Contract {
        Bootable() {
            super(IsoImages.BOOTABLE);
        }

        /** So that the boot catalog is changed, too. */
        @Override
        protected List<String> ownFolders() {
            return List.of("/[BOOT]");
        }
    }
}
