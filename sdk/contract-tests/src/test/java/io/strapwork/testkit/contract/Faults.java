package io.strapwork.testkit.contract;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Tells a contract's test by its constructor which fault the plugin has. */
@SuppressWarnings({"rawtypes", "unchecked"})
final class Faults implements ParameterResolver {
    static final String KEY = "strapwork.fault";
    private static final AtomicInteger DIFFERENCES = new AtomicInteger();

    /** What a plugin does differently each time: a number that is never the same, where random ones are at times. */
    static int different() {
        return DIFFERENCES.incrementAndGet();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().isEnum();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Enum.valueOf((Class<? extends Enum>) parameter.getParameter().getType(),
                context.getConfigurationParameter(KEY).orElse("NONE"));
    }
}
