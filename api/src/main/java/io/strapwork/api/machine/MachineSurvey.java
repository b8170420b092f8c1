package io.strapwork.api.machine;

import java.util.List;
import org.apiguardian.api.API;

/** A {@link MachineProvider} that tells what its machine would have, without one. Called on the thread of whoever explains a profile. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface MachineSurvey {
    /**
     * Checks what a profile says of the machine, and looks into what it names.
     *
     * @return what a reader can't see in the profile: that a disk's blocks were guessed to have 4096 bytes, and from what
     * @throws io.strapwork.api.plugin.StrapworkException with what {@link MachineProvider#powerOn} would refuse
     */
    List<Finding> survey(PowerOn request);

    /**
     * A thing of the machine.
     *
     * @param name for people: {@code "disk 0"}
     * @param what one line
     */
    record Finding(String name, String what) {}
}
