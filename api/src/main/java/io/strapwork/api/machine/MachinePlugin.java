package io.strapwork.api.machine;

import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.Room;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/** A machine: memory, buses, and the jump into what was loaded. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@PluginKind(room = Room.MACHINE, type = MachineProvider.class, noun = "machine")
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface MachinePlugin {
    /** What a profile's {@code use} names: lower-case letters, digits and hyphens, unique in its room. */
    String id();

    /** Architectures the machine can be, by {@link Architecture#id()}. */
    String[] architectures();

    /**
     * Buses the machine can carry its network card on, by {@link DeviceBus#kind()}. When none is listed, whichever the chosen driver asks for.
     */
    String[] buses() default {};

    /**
     * Sizes of memory it can have, each {@code "ARCHITECTURE:LEAST:MOST:STEP"}, such as {@code "ppc64:256MiB:1024GiB:256MiB"}. A profile that asks for another can't be assembled. An
     * architecture that is not listed may have any.
     */
    String[] memory() default {};

    /** Architectures, by {@link Architecture#id()}, on which its guest can call the firmware that started it ({@link MachineFacts#callEntry}). */
    String[] calls() default {};

    /** Whether the machine's CPU really runs, so that a console can be watched after the jump ({@link RunningMachine}). */
    boolean console() default false;
}
