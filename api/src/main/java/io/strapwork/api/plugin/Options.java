package io.strapwork.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * A record of a plugin's options: each component is a key of the plugin's profile section, its name in kebab case ({@code blockBytes} is
 * {@code block-bytes}). A plugin asks for the record in its constructor. Component types: {@code boolean}, {@code int}, {@code long},
 * {@code double}, {@link String}, {@link java.time.Duration} ({@code "5s"}, {@code "PT5S"}), {@link io.strapwork.api.plugin.ByteSize}
 * ({@code "1GiB"}), {@link java.nio.file.Path} (relative to the profile), {@link java.net.URI}, an enum (by lower-case name), {@link java.util.List} of these,
 * {@link java.util.Map} from {@link String} to these, and {@link java.util.Optional} of these. A component without {@link Default} that is
 * not {@link java.util.Optional}, a list or a map must be set by the profile. A component whose type is an options record itself includes that
 * record's keys among the others.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface Options {
}
