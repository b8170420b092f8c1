package io.strapwork.api.fetch;

import java.util.List;
import org.apiguardian.api.API;

/** A {@link MenuReader} that knows where the program it stands for looks for its configuration. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ConfigSearch {
    /**
     * Where the configuration may be, in the program's order, each with the folder that names in it count from; the first that is there is read.
     *
     * @param program {@link MenuRequest#config} is the boot program, as the network named it
     */
    List<MenuRequest> candidates(MenuRequest program);
}
