package io.strapwork.api.fetch;

import org.apiguardian.api.API;

/** Turns a boot configuration into a menu. Immutable: all state is of one call. Called on the boot's own thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface MenuReader {
    /**
     * Reads the configuration and all that it includes. What it does not understand is a {@link Remark}, never silence; scripts run against limits on steps
     * and depth, so that each configuration ends.
     *
     * @throws FetchException a file could not be fetched for another reason than not being there, or a limit was reached
     */
    BootMenu read(MenuRequest request, ConfigFiles files) throws FetchException;
}
