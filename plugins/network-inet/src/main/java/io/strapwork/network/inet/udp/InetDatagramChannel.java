package io.strapwork.network.inet.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.internal.StringUtil;
import io.strapwork.api.stack.Packet;
import io.strapwork.network.inet.ip.KeptFrame;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP socket over {@link UdpEndpoints}. Reads {@link DatagramPacket}s whose recipient is the address that the datagram was sent to; a packet
 * that is written with a sender is sent from that address, if it is this host's. An error that the network reports about the last
 * destination comes as {@code exceptionCaught}: {@link java.net.PortUnreachableException} or {@link java.net.NoRouteToHostException}.
 */
public final class InetDatagramChannel extends AbstractChannel implements DatagramChannel {
    private static final Logger LOG = LoggerFactory.getLogger(InetDatagramChannel.class);
    private static final ChannelMetadata METADATA = new ChannelMetadata(true, 64);
    private static final int MOST_QUEUED = 1024;
    private static final int MOST_QUEUED_BYTES = 4 << 20;

    private final UdpEndpoints endpoints;
    private final InetDatagramChannelConfig config = new InetDatagramChannelConfig(this);
    private final ArrayDeque<DatagramPacket> queue = new ArrayDeque<>();
    private volatile boolean open = true;
    private volatile @Nullable InetSocketAddress local;
    private volatile @Nullable InetSocketAddress remote;
    private @Nullable InetSocketAddress sentTo;
    private InetSocketAddress lastSender = new InetSocketAddress(Inet4Addresses.ANY, 0);
    private InetSocketAddress lastRecipient = lastSender;
    private int queuedBytes;
    private boolean readPending;
    private boolean scheduled;

    InetDatagramChannel(UdpEndpoints endpoints) {
        super(null);
        this.endpoints = endpoints;
    }

    @Override
    public InetDatagramChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open && (local != null || config.isActiveOnRegistration() && isRegistered());
    }

    @Override
    public boolean isConnected() {
        return remote != null;
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return (InetSocketAddress) localAddress0();
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop == endpoints.network().loop();
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new DatagramUnsafe();
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return local;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return remote;
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        promise.setSuccess();
    }

    @Override
    protected void doBind(@Nullable SocketAddress address) throws Exception {
        if (local != null) {
            throw new AlreadyBoundException();
        }
        InetAddress at = Inet4Addresses.ANY;
        int port = 0;
        if (address instanceof InetSocketAddress wanted) {
            at = checkLocal(wanted);
            port = wanted.getPort();
        } else if (address != null) {
            throw new SocketException("not an Internet address: " + address);
        }
        local = new InetSocketAddress(at, endpoints.bind(this, at, port));
    }

    @Override
    protected void doDisconnect() {
        remote = null;
    }

    @Override
    protected void doClose() {
        if (!open) {
            return;
        }
        open = false;
        InetSocketAddress bound = local;
        if (bound != null) {
            endpoints.unbind(bound.getAddress(), bound.getPort());
        }
        for (DatagramPacket packet; (packet = queue.poll()) != null;) {
            packet.release();
        }
        queuedBytes = 0;
    }

    @Override
    protected void doBeginRead() {
        readPending = true;
        scheduleDelivery();
    }

    @Override
    protected Object filterOutboundMessage(Object message) {
        if (message instanceof ByteBuf) {
            return message;
        }
        if (message instanceof AddressedEnvelope<?, ?> envelope && envelope.content() instanceof ByteBuf
                && (envelope.recipient() == null || envelope.recipient() instanceof InetSocketAddress)) {
            if (envelope.recipient() instanceof InetSocketAddress to && to.isUnresolved()) {
                throw new UnresolvedAddressException();
            }
            return message;
        }
        throw new UnsupportedOperationException("can't write a " + StringUtil.simpleClassName(message) + " to a datagram channel");
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) {
        for (Object message; (message = out.current()) != null;) {
            try {
                transmit(message);
                out.remove();
            } catch (Exception e) {
                out.remove(e);
            }
        }
    }

    /** Whether a datagram is for this channel. */
    boolean wants(Packet packet, int sourcePort) {
        InetSocketAddress from = remote;
        InetSocketAddress at = local;
        return (from == null || from.getPort() == sourcePort && from.getAddress().equals(packet.source()))
                && (packet.group() || at == null || at.getAddress().isAnyLocalAddress() || at.getAddress().equals(packet.destination()));
    }

    boolean hasSentTo(InetSocketAddress address) {
        return address.equals(remote) || address.equals(sentTo);
    }

    /** Queues a datagram, whose data is only lent. Returns whether {@link #deliver} is to be called. */
    boolean enqueue(Packet packet, int sourcePort, ByteBuf data) {
        int length = data.readableBytes();
        if (queue.size() >= MOST_QUEUED || queuedBytes + length > MOST_QUEUED_BYTES) {
            LOG.debug("dropped a datagram: the queue of {} is full", local);
            return false;
        }
        ByteBuf content = KeptFrame.of(data, data.readerIndex(), length);
        lastSender = same(lastSender, packet.source(), sourcePort);
        InetSocketAddress at = local;
        lastRecipient = same(lastRecipient, packet.destination(), at == null ? 0 : at.getPort());
        queue.add(new DatagramPacket(content, lastRecipient, lastSender));
        queuedBytes += length;
        return queue.size() == 1;
    }

    /** Gives queued datagrams to the pipeline, as far as they are asked for. */
    void deliver() {
        scheduled = false;
        if (!readPending || queue.isEmpty() || !open) {
            return;
        }
        readPending = false;
        int most = config.isAutoRead() ? METADATA.defaultMaxMessagesPerRead() : 1;
        for (int i = 0; i < most && open; i++) {
            DatagramPacket packet = queue.poll();
            if (packet == null) {
                break;
            }
            queuedBytes -= packet.content().readableBytes();
            pipeline().fireChannelRead(packet);
            if (!config.isAutoRead()) {
                break;
            }
        }
        pipeline().fireChannelReadComplete();
        if (readPending) {
            scheduleDelivery();
        }
    }

    private void scheduleDelivery() {
        if (!scheduled && !queue.isEmpty()) {
            scheduled = true;
            eventLoop().execute(this::deliver);
        }
    }

    private void transmit(Object message) throws Exception {
        InetSocketAddress to = remote;
        ByteBuf data;
        InetAddress source = null;
        if (message instanceof AddressedEnvelope<?, ?> envelope) {
            data = (ByteBuf) envelope.content();
            if (envelope.recipient() instanceof InetSocketAddress recipient) {
                to = recipient;
            }
            source = envelope.sender() instanceof InetSocketAddress sender ? specific(sender) : null;
        } else {
            data = (ByteBuf) message;
        }
        if (to == null) {
            throw new NotYetConnectedException();
        }
        if (local == null) {
            doBind(null);
        }
        InetSocketAddress from = local;
        if (from == null) {
            throw new SocketException("not bound");
        }
        if (source == null) {
            source = specific(from);
        }
        if (source == null) {
            source = endpoints.ownAddress(to.getAddress());
        }
        sentTo = to;
        endpoints.send(source, from.getPort(), to, data, config.isBroadcast());
    }

    private static @Nullable InetAddress specific(InetSocketAddress address) {
        InetAddress own = address.getAddress();
        return own == null || own.isAnyLocalAddress() ? null : own;
    }

    private static InetAddress checkLocal(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new UnresolvedAddressException();
        }
        return address.getAddress();
    }

    private static InetSocketAddress same(InetSocketAddress last, InetAddress address, int port) {
        return last.getPort() == port && last.getAddress().equals(address) ? last : new InetSocketAddress(address, port);
    }

    private final class DatagramUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress to, @Nullable SocketAddress from, ChannelPromise promise) {
            if (!promise.setUncancellable() || !ensureOpen(promise)) {
                return;
            }
            boolean wasActive = isActive();
            try {
                if (!(to instanceof InetSocketAddress address)) {
                    throw new SocketException("not an Internet address: " + to);
                }
                if (address.isUnresolved()) {
                    throw new UnresolvedAddressException();
                }
                if (local == null) {
                    doBind(from);
                }
                remote = address;
            } catch (Exception e) {
                safeSetFailure(promise, e);
                return;
            }
            safeSetSuccess(promise);
            if (!wasActive && isActive()) {
                pipeline().fireChannelActive();
            }
        }
    }

    private static ChannelFuture unsupported(ChannelPromise promise) {
        return promise.setFailure(new UnsupportedOperationException("no multicast groups"));
    }

    @Override
    public ChannelFuture joinGroup(InetAddress group) {
        return unsupported(newPromise());
    }

    @Override
    public ChannelFuture joinGroup(InetAddress group, ChannelPromise promise) {
        return unsupported(promise);
    }

    @Override
    public ChannelFuture joinGroup(InetSocketAddress group, NetworkInterface on) {
        return unsupported(newPromise());
    }

    @Override
    public ChannelFuture joinGroup(InetSocketAddress group, NetworkInterface on, ChannelPromise promise) {
        return unsupported(promise);
    }

    @Override
    public ChannelFuture joinGroup(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
        return unsupported(newPromise());
    }

    @Override
    public ChannelFuture joinGroup(InetAddress group, NetworkInterface on, @Nullable InetAddress source, ChannelPromise promise) {
        return unsupported(promise);
    }

    @Override
    public ChannelFuture leaveGroup(InetAddress group) {
        return unsupported(newPromise());
    }

    @Override
    public ChannelFuture leaveGroup(InetAddress group, ChannelPromise promise) {
        return unsupported(promise);
    }

    @Override
    public ChannelFuture leaveGroup(InetSocketAddress group, NetworkInterface on) {
        return unsupported(newPromise());
    }

    @Override
    public ChannelFuture leaveGroup(InetSocketAddress group, NetworkInterface on, ChannelPromise promise) {
        return unsupported(promise);
    }

    @Override
    public ChannelFuture leaveGroup(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
        return unsupported(newPromise());
    }

    @Override
    public ChannelFuture leaveGroup(InetAddress group, NetworkInterface on, @Nullable InetAddress source, ChannelPromise promise) {
        return unsupported(promise);
    }

    @Override
    public ChannelFuture block(InetAddress group, NetworkInterface on, InetAddress source) {
        return unsupported(newPromise());
    }

    @Override
    public ChannelFuture block(InetAddress group, NetworkInterface on, InetAddress source, ChannelPromise promise) {
        return unsupported(promise);
    }

    @Override
    public ChannelFuture block(InetAddress group, InetAddress source) {
        return unsupported(newPromise());
    }

    @Override
    public ChannelFuture block(InetAddress group, InetAddress source, ChannelPromise promise) {
        return unsupported(promise);
    }
}
