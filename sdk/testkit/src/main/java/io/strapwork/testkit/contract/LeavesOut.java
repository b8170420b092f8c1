package io.strapwork.testkit.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;

/** One test of a contract that isn't run for this plugin: it is reported as skipped, with the reason. A name that no test of the contract has is an error. */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(LeavesOut.All.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface LeavesOut {
    /** The name of the test's method. */
    String value();

    String because();

    /** More than one. */
    @Documented
    @Inherited
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface All {
        LeavesOut[] value();
    }
}
