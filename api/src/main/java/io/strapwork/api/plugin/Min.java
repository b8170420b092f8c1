package io.strapwork.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/**
 * The least that a number, duration or size may be, written as in a profile but without quotes: {@code "1"}, {@code "10ms"}, {@code "4KiB"}. Of a list, a map or an
 * optional value, each item's. Strapwork checks it before the record is made. Without it a duration may be zero, and a number whatever its type holds.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@API(status = API.Status.MAINTAINED, since = "0.1")
public @interface Min {
    String value();
}
