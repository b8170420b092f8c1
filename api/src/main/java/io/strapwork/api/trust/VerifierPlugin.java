package io.strapwork.api.trust;

import io.strapwork.api.plugin.PluginKind;
import io.strapwork.api.plugin.Room;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/** A verdict over what was fetched. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@PluginKind(room = Room.TRUST, type = ImageVerifier.class, noun = "verifier")
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface VerifierPlugin {
    /** What a profile's {@code use} names: lower-case letters, digits and hyphens, unique in its room. */
    String id();
}
