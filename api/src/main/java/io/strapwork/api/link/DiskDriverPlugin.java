package io.strapwork.api.link;

import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.Room;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/** A disk driver: opens the disks of a bus. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@PluginKind(room = Room.LINK, type = DiskDriver.class, section = "disk", noun = "disk driver")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface DiskDriverPlugin {
    /** What a profile's {@code use} names: lower-case letters, digits and hyphens, unique in its section. */
    String id();

    /** The bus it drives, by {@link io.strapwork.api.machine.DeviceBus#kind()}: {@code "ccw"}, {@code "pci"}. */
    String bus();
}
