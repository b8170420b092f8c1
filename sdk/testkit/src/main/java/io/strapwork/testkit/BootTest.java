package io.strapwork.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class, or one test, whose methods may ask for a {@link BootSession}, a {@link VirtualClock}, a {@link Wire} and the guest's memory at the last jump
 * ({@link io.strapwork.api.machine.GuestMemory}); each test gets its own. The plugins are those on the test's class path, and those of {@link #plugins}. Boots run in
 * virtual time, with seeded randomness. What was on the wire is kept in {@code target/boot-tests} when the test fails, and the boot's report;
 * the failure says where, and the page is attached to the test's results.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(BootTestExtension.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface BootTest {
    /** A profile: its text if it has several lines, else a resource beside the test class, else a file. */
    String value();

    /** As behind {@code -P}: {@code "machine.loss=0.1"}. */
    String[] overrides() default {};

    /** Folders of plugin jars, as behind {@code --plugins}: relative to the folder that tests run in. */
    String[] plugins() default {};

    /** Of the boot's randomness. */
    long seed() default 1;

    /** Whether the boot runs by the computer's clock, as it must to talk to real servers on the host at their pace. */
    boolean realTime() default false;

    /**
     * How long the test method, and each method before and after it, may take by the computer's clock. Then the boot is interrupted, and the failure says where its threads were. Off where
     * JUnit's {@code junit.jupiter.execution.timeout.mode} switches limits off.
     */
    int limitSeconds() default 300;
}
