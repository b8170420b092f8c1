package org.example.nbd;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ProtocolPlugin;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.Transport;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** The plugin: opens a connection and waits, on the boot's own thread, until {@link NbdTransfer} says how it ended. */
@ProtocolPlugin(id = "nbd", schemes = "nbd", over = "tcp")
public final class NbdProtocol implements BootProtocol {
    private final Transport tcp;
    private final NbdOptions options;
    private final BootClock clock;

    @Inject
    public NbdProtocol(Transport tcp, NbdOptions options, BootClock clock) {
        this.tcp = tcp;
        this.options = options;
        this.clock = clock;
    }

    @Override
    public void fetch(BootUri from, ImageSink into) throws FetchException {
        var transfer = new NbdTransfer(from, into, options, clock);
        ChannelFuture connect;
        try {
            connect = tcp.bootstrap().handler(transfer)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) options.patience().toMillis())
                    .connect(InetSocketAddress.createUnresolved(from.host(), from.port().orElse(NbdSteps.PORT)));
        } catch (StrapworkException e) {
            throw new FetchException(e.problems().getFirst(), List.of(), e);
        }
        connect.addListener(_ -> transfer.connected(connect));
        try {
            Optional<Problem> problem = clock.await(transfer.outcome());
            if (problem.isPresent()) {
                throw new FetchException(problem.get(), List.of(), connect.cause());
            }
        } catch (InterruptedException e) {
            clock.awaitUninterruptibly(connect.channel().close(), Duration.ofSeconds(5));
            Thread.currentThread().interrupt();
            throw new FetchException(transfer.interrupted(), List.of(), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fault of this plugin", e.getCause());
        }
    }
}
