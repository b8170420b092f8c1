package io.strapwork.api.handoff;

import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.Room;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/** Builds the environment that a loaded image expects at its entry. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@PluginKind(room = Room.HANDOFF, type = HandoffShim.class, noun = "handoff")
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface HandoffPlugin {
    /** What a profile's {@code use} names: lower-case letters, digits and hyphens, unique in its room. */
    String id();

    /** The architecture it prepares. */
    String architecture();

    /** The entry contract it keeps, such as {@code "linux-s390x"}. */
    String contract();

    /** Formats of the plans that it can start ({@link io.strapwork.api.load.LoadPlan#format}), whoever makes them; none stands for all. */
    String[] formats();

    /** Whether what it starts calls the firmware, as clients of Open Firmware do; it then fits only machines that take {@link io.strapwork.api.machine.MachinePlugin#calls}. */
    boolean called() default false;
}
