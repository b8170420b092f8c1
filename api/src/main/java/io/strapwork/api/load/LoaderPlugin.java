package io.strapwork.api.load;

import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.Room;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/** Recognises an image format and plans where its segments go. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@PluginKind(room = Room.LOAD, type = ImageLoader.class, noun = "loader")
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface LoaderPlugin {
    /** What a profile's {@code use} names: lower-case letters, digits and hyphens, unique in its room. */
    String id();

    /**
     * What the kernel image looks like, any of: {@code "OFFSET:HEX"}, bytes at a decimal byte offset, such as {@code "0:7f454c46"}.
     * Only a filter: {@link ImageLoader#plan} makes all checks.
     */
    String[] magics();

    /** Architectures whose images it can plan. */
    String[] architectures();

    /** Formats of its plans ({@link LoadPlan#format}), by which a handoff knows what it can start; none stands for its id. */
    String[] formats() default {};

    /** What whoever lets it load should know, such as what it costs; {@code explain} shows it. */
    String[] remarks() default {};
}
