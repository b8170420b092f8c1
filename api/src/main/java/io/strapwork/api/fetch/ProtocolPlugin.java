package io.strapwork.api.fetch;

import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.Room;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/** A boot protocol: turns a URI into bytes. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@PluginKind(room = Room.FETCH, type = BootProtocol.class, noun = "protocol")
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface ProtocolPlugin {
    /** What a profile's {@code use} names: lower-case letters, digits and hyphens, unique in its room. */
    String id();

    /** URI schemes it serves, lower case. */
    String[] schemes();

    /** Transport sections it may ask for: {@code "udp"}, {@code "tcp"}, {@code "tls"}. */
    String[] over();
}
