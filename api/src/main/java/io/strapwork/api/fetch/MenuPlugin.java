package io.strapwork.api.fetch;

import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.Room;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/** A reader of boot configurations: turns one into the entries of a menu. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@PluginKind(room = Room.FETCH, type = MenuReader.class, section = "menu", noun = "menu reader")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface MenuPlugin {
    /** What a profile's {@code use} names: lower-case letters, digits and hyphens, unique in its section. */
    String id();

    /** How its configurations begin, as in {@link io.strapwork.api.load.LoaderPlugin#magics}: {@code "OFFSET:HEX"}. May be empty. */
    String[] magics();

    /**
     * How its configurations are called: the end of a path, in lower case, with {@code *} for any characters but a slash, such as {@code "grub.cfg"},
     * {@code "pxelinux.cfg/*"}. Only asked where no magic of any reader fits. May be empty.
     */
    String[] names();

    /**
     * How boot programs are called that would read such a configuration on other firmware, written as {@link #names}: {@code "pxelinux.0"}. They can't run
     * here; the reader, a {@link ConfigSearch}, says where they would look for theirs. May be empty.
     */
    String[] programs();
}
