package io.strapwork.runtime.catalogue;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Set;

/**
 * The class loader of one plugin jar. Its parent is the platform; the packages of {@link #SHARED} come from the host and from nowhere else; all other classes are the
 * jar's own. Two jars never see each other.
 */
final class BundleLoader extends URLClassLoader {
    /** Exactly these packages, no prefixes: the API, what its signatures mention, and what those libraries need of themselves. */
    static final Set<String> SHARED = Set.of("io.strapwork.api.address", "io.strapwork.api.bus", "io.strapwork.api.fetch",
            "io.strapwork.api.handoff",
            "io.strapwork.api.link", "io.strapwork.api.load", "io.strapwork.api.machine", "io.strapwork.api.plugin",
            "io.strapwork.api.stack",
            "io.strapwork.api.time", "io.strapwork.api.transport", "io.strapwork.api.trust", "jakarta.inject", "org.jspecify.annotations",
            "org.slf4j",
            "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi", "io.netty.buffer", "io.netty.buffer.search", "io.netty.resolver",
            "io.netty.bootstrap",
            "io.netty.channel", "io.netty.channel.embedded", "io.netty.channel.group", "io.netty.channel.internal",
            "io.netty.channel.local",
            "io.netty.channel.nio", "io.netty.channel.oio", "io.netty.channel.pool", "io.netty.channel.socket",
            "io.netty.channel.socket.nio",
            "io.netty.channel.socket.oio", "io.netty.util", "io.netty.util.collection", "io.netty.util.concurrent",
            "io.netty.util.internal",
            "io.netty.util.internal.logging", "io.netty.util.internal.svm", "io.netty.util.internal.shaded.org.jctools.counters",
            "io.netty.util.internal.shaded.org.jctools.maps", "io.netty.util.internal.shaded.org.jctools.queues",
            "io.netty.util.internal.shaded.org.jctools.queues.atomic", "io.netty.util.internal.shaded.org.jctools.queues.atomic.unpadded",
            "io.netty.util.internal.shaded.org.jctools.queues.unpadded", "io.netty.util.internal.shaded.org.jctools.queues.varhandle",
            "io.netty.util.internal.shaded.org.jctools.queues.varhandle.unpadded", "io.netty.util.internal.shaded.org.jctools.util");

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader host;

    BundleLoader(String name, URL jar, ClassLoader host) {
        super(name, new URL[]{jar}, ClassLoader.getPlatformClassLoader());
        this.host = host;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        int dot = name.lastIndexOf('.');
        if (dot > 0 && SHARED.contains(name.substring(0, dot))) {
            return host.loadClass(name);
        }
        return super.loadClass(name, resolve);
    }
}
