package io.strapwork.api.stack;

import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.Room;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/** An IP stack over a link. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@PluginKind(room = Room.STACK, type = IpStack.class, noun = "stack")
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface StackPlugin {
    /** What a profile's {@code use} names: lower-case letters, digits and hyphens, unique in its room. */
    String id();
}
