package io.strapwork.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apiguardian.api.API;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Puts another plugin in the place of one that the profile names, which is then neither made nor checked, nor need it be there. A swap at a method counts more than those at its class and
 * fields, those more than a superclass's, and those more than those of the class around it; two of the same rank for one place are an error.
 *
 * <p>By id, at a class or method: {@code @Swap("transport.udp=host-udp")}. By class: {@code @Swap(value = "transport.udp", by = FlakyUdp.class)}; the place may be left
 * out where the class says it. By instance, at a field: {@code @Swap final BootProtocol protocol = …}; the field's type says the place, or the value does:
 * {@code @Swap("transport.udp")}. An instance is not closed by the boot.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Repeatable(Swap.All.class)
@ExtendWith(BootTestExtension.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public @interface Swap {
    /** A place, as a section of the profile is called: {@code "trust"}, {@code "transport.tls"}, {@code "fetch.http"}; with {@code =} and an id where it is by id. */
    String value() default "";

    /** A plugin class, made as any plugin is. */
    Class<?> by() default Void.class;

    /** Several swaps. */
    @Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD})
    @Retention(RetentionPolicy.RUNTIME)
    @Inherited
    @ExtendWith(BootTestExtension.class)
    @interface All {
        Swap[] value();
    }
}
