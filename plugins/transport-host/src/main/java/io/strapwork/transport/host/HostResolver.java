package io.strapwork.transport.host;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.DefaultNameResolver;
import io.netty.resolver.NameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Names as the computer knows them, and one address that stands for its loopback. */
final class HostResolver extends AddressResolverGroup<InetSocketAddress> {
    private final LoopbackName loopback;

    HostResolver(LoopbackName loopback) {
        this.loopback = loopback;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new Resolver(executor, loopback);
    }

    private static final class Resolver extends AbstractAddressResolver<InetSocketAddress> {
        private final LoopbackName loopback;
        private final NameResolver<InetAddress> names;

        Resolver(EventExecutor executor, LoopbackName loopback) {
            super(executor, InetSocketAddress.class);
            this.loopback = loopback;
            names = new DefaultNameResolver(executor);
        }

        @Override
        protected boolean doIsResolved(InetSocketAddress address) {
            return !address.isUnresolved() && !loopback.stands(address);
        }

        @Override
        protected void doResolve(InetSocketAddress address, Promise<InetSocketAddress> promise) {
            if (loopback.stands(address)) {
                promise.setSuccess(loopback.inside(address));
                return;
            }
            names.resolve(address.getHostString()).addListener((Future<InetAddress> done) -> {
                if (done.isSuccess()) {
                    promise.setSuccess(new InetSocketAddress(done.getNow(), address.getPort()));
                } else {
                    promise.setFailure(done.cause());
                }
            });
        }

        @Override
        protected void doResolveAll(InetSocketAddress address, Promise<List<InetSocketAddress>> promise) {
            if (loopback.stands(address)) {
                promise.setSuccess(List.of(loopback.inside(address)));
                return;
            }
            names.resolveAll(address.getHostString()).addListener((Future<List<InetAddress>> done) -> {
                if (done.isSuccess()) {
                    promise.setSuccess(done.getNow().stream().map(found -> new InetSocketAddress(found, address.getPort())).toList());
                } else {
                    promise.setFailure(done.cause());
                }
            });
        }

        @Override
        public void close() {
            names.close();
        }
    }
}
