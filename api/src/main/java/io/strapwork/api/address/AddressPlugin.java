package io.strapwork.api.address;

import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.Room;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/** A source of the address, routes and name servers: DHCP, static. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@PluginKind(room = Room.ADDRESS, type = AddressSource.class, noun = "address source")
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface AddressPlugin {
    /** What a profile's {@code use} names: lower-case letters, digits and hyphens, unique in its room. */
    String id();
}
