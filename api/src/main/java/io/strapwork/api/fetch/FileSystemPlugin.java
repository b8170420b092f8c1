package io.strapwork.api.fetch;

import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.Room;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/** A file system: finds files on a volume. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@PluginKind(room = Room.FETCH, type = FileSystem.class, section = "files", noun = "file system")
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface FileSystemPlugin {
    /** What a profile's {@code use} names: lower-case letters, digits and hyphens, unique in its section. */
    String id();

    /** How its volumes are recognised, as in {@link io.strapwork.api.load.LoaderPlugin#magics}: {@code "OFFSET:HEX"}, offsets up to 1 MiB. */
    String[] magics();
}
