package io.strapwork.api.transport;

import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.Room;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/** A transport: hands out Netty bootstraps. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@PluginKind(room = Room.TRANSPORT, type = Transport.class, noun = "transport")
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface TransportPlugin {
    /** What a profile's {@code use} names: lower-case letters, digits and hyphens, unique in its room. */
    String id();

    /** The profile section {@code [transport.NAME]} it can fill: {@code "udp"}, {@code "tcp"}, {@code "tls"}. */
    String provides();

    /** What it runs over: {@code "ip"} (the stack), {@code "host"} (the sockets of the host), or another transport section such as {@code "tcp"}. */
    String over();
}
