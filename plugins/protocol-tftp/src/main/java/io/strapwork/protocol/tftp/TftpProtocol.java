package io.strapwork.protocol.tftp;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConcurrentProtocol;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileNotThereException;
import io.strapwork.api.fetch.ImageSink;
import io.strapwork.api.fetch.ProtocolPlugin;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.transport.AddressRace;
import io.strapwork.api.transport.Transport;
import io.strapwork.protocol.tftp.TftpState.Failed;
import io.strapwork.protocol.tftp.TftpState.OptionsRefused;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a file by TFTP in octet mode. {@code tftp://host[:port]/path} asks for {@code path}, without the slash (RFC 3617); a second slash, or {@code %2F}, makes a leading one.
 *
 * <p>A server that refuses options is asked again without a window, then without any; one that grants what nobody asked for, without any; one that ignores them is taken as it is. After success the last acknowledgement is repeated
 * for {@code linger} in the background if need be: the channel closes by itself then. After a failure or an interrupt it is closed before {@code fetch} returns.
 */
@ProtocolPlugin(id = "tftp", schemes = "tftp", over = "udp")
public final class TftpProtocol implements ConcurrentProtocol {
    private static final int PORT = 69;
    private static final int MOST_SILENT = 64;
    private static final Logger LOG = LoggerFactory.getLogger(TftpProtocol.class);

    private final Transport udp;
    private final TftpOptions options;
    private final BootClock clock;
    private final Set<InetSocketAddress> silent = ConcurrentHashMap.newKeySet();

    @Inject
    public TftpProtocol(Transport udp, TftpOptions options, BootClock clock) {
        this.udp = udp;
        this.options = options;
        this.clock = clock;
    }

    @Override
    public void fetch(BootUri from, ImageSink into) throws FetchException {
        var server = InetSocketAddress.createUnresolved(from.host(), from.port().orElse(PORT));
        int block = options.blockBytes(udp.datagramBytes());
        var request = new TftpRequest(from, server, TftpRequest.fileOf(from), block, options.windowBlocks(block),
                options.repeatSeconds(), options.repeatMicros(), true);
        long endsAt = clock.nanoTime() + options.totalTime().toNanos();
        List<String> attempts = new ArrayList<>();
        Optional<InetSocketAddress> chosen = Optional.empty();
        while (true) {
            var race = new TftpRace(request, options, clock, endsAt, into);
            switch (run(request, race, chosen, attempts)) {
                case OptionsRefused(String why, boolean all) -> {
                    String line = "with options " + String.join(", ", request.options().keySet()) + ": " + why;
                    attempts.add(line);
                    LOG.debug("{}: {}; asked again with {}", from, line, all ? "none" : "fewer");
                    if (into.received() > 0) {
                        into.restart();
                    }
                    request = all ? request.plain() : request.plainer();
                    chosen = race.winner();
                }
                case Failed failed when TftpProblems.isNotThere(failed.problem()) ->
                    throw new FileNotThereException(failed.problem(), attempts);
                case Failed failed -> throw new FetchException(failed.problem(), attempts, null);
                default -> {
                    return;
                }
            }
        }
    }

    private TftpState run(TftpRequest asked, TftpRace race, Optional<InetSocketAddress> chosen, List<String> attempts)
            throws FetchException {
        var problems = new TftpProblems(asked);
        try {
            AddressRace.Result<TftpState> result = race.run(udp, chosen, silent);
            remember(asked, result, attempts);
            race.winner().ifPresent(silent::remove);
            return result.outcome();
        } catch (ExecutionException e) {
            Problem problem = switch (e.getCause()) {
                case UnknownHostException unknown when unknown.getCause() instanceof StrapworkException known ->
                    known.problems().getFirst();
                case UnknownHostException unknown -> problems.unresolved(unknown.getMessage() == null ? "" : unknown.getMessage());
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                case null -> problems.noSocket("");
                case Throwable cause -> problems.noSocket(String.valueOf(cause.getMessage()));
            };
            throw new FetchException(problem, attempts, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FetchException(problems.interrupted(), attempts, e);
        }
    }

    /** Whoever did not answer is asked last the next time. The last refusal is told as the outcome. */
    private void remember(TftpRequest asked, AddressRace.Result<TftpState> result, List<String> attempts) {
        for (AddressRace.Refusal<TftpState> refusal : result.earlier()) {
            if (refusal.outcome() instanceof Failed(Problem problem, boolean _)) {
                String line = refusal.address().getAddress().getHostAddress() + ": " + problem.what()
                        + "; trying the next address of the name";
                attempts.add(line);
                LOG.debug("{}: {}", asked.from(), line);
            }
            isSilent(refusal.address());
        }
        for (InetSocketAddress address : result.beaten()) {
            LOG.debug("{}: another address answered before {}", asked.from(), address.getAddress().getHostAddress());
            isSilent(address);
        }
    }

    private void isSilent(InetSocketAddress address) {
        if (silent.size() < MOST_SILENT) {
            silent.add(address);
        }
    }
}
