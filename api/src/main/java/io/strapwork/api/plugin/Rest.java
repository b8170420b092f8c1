package io.strapwork.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * On one component of an {@link Options} record, a {@link java.util.Map} from {@link String}: it takes all keys of the section that are not
 * named by another component (nor {@code use}), as they are written, in their order. For sections whose keys are the user's own names, such
 * as {@code [trust]}, whose keys are the names of the fetched parts.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface Rest {
}
