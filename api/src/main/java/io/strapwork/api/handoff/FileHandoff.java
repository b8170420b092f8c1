package io.strapwork.api.handoff;

import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.machine.KernelFiles;
import java.util.Optional;
import org.apiguardian.api.API;

/** A {@link HandoffShim} that can say which files its boot is made of. Asked after {@link #prepare}, with the same arguments, and only for a {@link io.strapwork.api.machine.FileLoadingMachine}. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface FileHandoff extends HandoffShim {
    /**
     * The kernel's file, the initrd and the command line, when loading those does exactly what the prepared handoff does.
     *
     * @return empty when anything was asked for that the files don't tell, such as an initrd's place
     */
    Optional<KernelFiles> files(LoadPlan plan, HandoffRequest request);
}
