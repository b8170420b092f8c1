package io.strapwork.testkit;

import org.apiguardian.api.API;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test a {@link BootServer} of its own as a parameter, and closes it: {@code @ExtendWith(BootServerFixture.class)}. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class BootServerFixture implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(BootServerFixture.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == BootServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        // JUnit closes what is AutoCloseable together with the store.
        return store.getOrComputeIfAbsent(BootServer.class, key -> BootServer.start(), BootServer.class);
    }
}
