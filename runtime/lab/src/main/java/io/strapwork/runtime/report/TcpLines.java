package io.strapwork.runtime.report;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import io.strapwork.network.inet.tcp.TcpView;
import io.strapwork.runtime.report.Conversation.Line;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** TCP connections (RFC 9293): how each began and ended, what was sent again, and what HTTP or TLS said on it. */
final class TcpLines {
    /** Of its readers and titles, about. */
    private static final int CONNECTION = 4096;

    private final KeptBytes kept;
    private final List<Connection> connections = new ArrayList<>();
    /** By the way that the client's segments go. */
    private final Map<Flow, Connection> current = new HashMap<>();

    TcpLines(KeptBytes kept) {
        this.kept = kept;
    }

    /** One direction of a connection. Bytes are read in their order; what is missing in the capture is left out. */
    private static final class Side {
        private final StreamReader reader;
        private boolean known;
        private int next;
        private long bytes;
        private int again;
        private int missing;

        Side(StreamReader reader) {
            this.reader = reader;
        }

        void begin(int sequence) {
            known = true;
            next = sequence + 1;
        }

        void data(int sequence, ByteBuf payload, long now) {
            if (!known) {
                known = true;
                next = sequence;
            }
            int ahead = sequence - next;
            int length = payload.readableBytes();
            if (ahead < 0 && -ahead >= length) {
                again++;
                return;
            }
            if (ahead < 0) {
                payload.skipBytes(-ahead);
            } else if (ahead > 0) {
                missing++;
                reader.skip(ahead);
            }
            next = sequence + length;
            bytes += payload.readableBytes();
            reader.read(payload, now);
        }
    }

    private static final class Connection {
        private final OpenConversation said;
        private final InetAddress server;
        private final int port;
        private final HttpReader http;
        private final Side fromClient;
        private final Side fromServer;
        private boolean answered;
        private boolean refused;
        private boolean ended;
        private long last;

        Connection(Flow flow, KeptBytes kept) {
            this.server = flow.destination();
            this.port = flow.destinationPort();
            said = new OpenConversation("TCP", NetUtil.toAddressString(flow.source()) + ":" + flow.sourcePort() + " to " + address(), kept);
            http = new HttpReader(said, address(), kept);
            fromClient = new Side(new StreamReader(true, said, http, kept));
            fromServer = new Side(new StreamReader(false, said, http, kept));
        }

        private String address() {
            String plain = NetUtil.toAddressString(server);
            return (plain.contains(":") ? "[" + plain + "]" : plain) + ":" + port;
        }

        Conversation close() {
            var end = new ArrayList<String>(List.of("to the server: " + fromClient.bytes + " bytes", "to the client: " + fromServer.bytes
                    + " bytes"));
            if (fromClient.again + fromServer.again > 0) {
                end.add("sent again: " + fromClient.again + " by the client, " + fromServer.again + " by the server");
            }
            if (fromClient.missing + fromServer.missing > 0) {
                end.add("out of order or lost: " + (fromClient.missing + fromServer.missing));
            }
            Conversation whole = said.close(
                    List.of(new Line(last, true, answered ? "in all" : "no answer", end, fromClient.again + fromServer.again > 0)));
            String protocol = http.isHttp() ? "HTTP" : fromClient.reader.isTls() ? "TLS" : "TCP";
            return new Conversation(protocol, http.first().map(request -> request + " from " + address()).orElse(whole.title()),
                    whole.lines());
        }
    }

    void segment(InetAddress source, InetAddress destination, TcpView view, ByteBuf segment, long now) {
        var there = new Flow(source, view.sourcePort(), destination, view.destinationPort());
        boolean opens = view.has(TcpView.SYN) && !view.has(TcpView.ACK);
        Connection connection = current.get(there);
        boolean fromClient = connection != null;
        if (connection == null) {
            connection = current.get(there.back());
        }
        if (opens && (connection == null || connection.ended)) {
            connection = opened(there);
            fromClient = true;
        }
        if (connection == null) {
            return;
        }
        connection.last = now;
        Side side = fromClient ? connection.fromClient : connection.fromServer;
        flags(connection, side, fromClient, view, now);
        if (view.payloadBytes() > 0) {
            side.data(view.sequence(), segment.slice(view.payloadIndex(), view.payloadBytes()), now);
        }
        if (view.has(TcpView.FIN)) {
            String what = fromClient ? "FIN: the client has sent all" : "FIN: the server has sent all";
            if (!connection.said.wasSaid(fromClient, what)) {
                connection.said.say(now, fromClient, what);
            }
            connection.ended = true;
        }
    }

    private @Nullable Connection opened(Flow flow) {
        current.remove(flow);
        current.remove(flow.back());
        if (connections.size() >= NetworkTranscript.MOST || !kept.take(OpenConversation.BYTES + CONNECTION)) {
            return null;
        }
        var fresh = new Connection(flow, kept);
        connections.add(fresh);
        current.put(flow, fresh);
        return fresh;
    }

    private static void flags(Connection connection, Side side, boolean fromClient, TcpView view, long now) {
        if (view.has(TcpView.SYN)) {
            String what = fromClient ? "SYN" : "SYN, ACK";
            boolean again = connection.said.wasSaid(fromClient, what);
            connection.said.say(now, fromClient, what, List.of("largest segment: " + view.mss()), again);
            side.begin(view.sequence());
        }
        connection.answered |= !fromClient;
        if (view.has(TcpView.RST)) {
            connection.refused |= !fromClient && connection.fromServer.bytes == 0 && !connection.fromServer.known;
            connection.said.say(now, fromClient, fromClient ? "RST: the client gives up" : "RST: the server refuses");
            connection.ended = true;
        }
    }

    List<Conversation> conversations() {
        return connections.stream().map(Connection::close).toList();
    }

    List<Sighting> sightings() {
        var seen = new ArrayList<Sighting>();
        for (Connection each : connections) {
            seen.addAll(each.http.sightings());
            Optional<Boolean> unreachable = each.refused
                    ? Optional.of(true)
                    : each.answered ? Optional.empty() : Optional.of(false);
            unreachable.ifPresent(refused -> seen.add(new Sighting.Unreachable(each.server, each.port, refused)));
        }
        return seen;
    }
}
