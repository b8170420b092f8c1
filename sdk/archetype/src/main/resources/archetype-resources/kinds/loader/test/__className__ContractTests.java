package ${package};

import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.machine.Architecture;
import io.strapwork.testkit.contract.ImageLoaderContract;
import java.util.List;

/** What every loader does; thousands of damaged images among it. */
class ${className}ContractTests extends ImageLoaderContract {
    @Override
    protected ImageLoader loader() {
        return new ${className}Loader();
    }

    @Override
    protected Architecture architecture() {
        return Architecture.PPC64;
    }

    @Override
    protected List<byte[]> images() {
        return List.of(${className}Images.image(0x100000, 0, 5000), ${className}Images.image(0x200000, 0x80, 0x81));
    }
}
