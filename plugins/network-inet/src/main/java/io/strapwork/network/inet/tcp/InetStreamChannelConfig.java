package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannelConfig;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/** Options of a connection: SO_RCVBUF (before it connects), SO_SNDBUF, TCP_NODELAY, SO_LINGER in seconds, ALLOW_HALF_CLOSURE. */
@NullUnmarked
final class InetStreamChannelConfig extends DefaultChannelConfig implements SocketChannelConfig {
    private static final int LEAST_BUFFER = 2048;
    private static final int GREATEST_BUFFER = 1 << 29;

    private final InetStreamChannel stream;
    private volatile int receiveBuffer;
    private volatile int sendBuffer;
    private volatile int linger = -1;
    private volatile int trafficClass;
    private volatile boolean noDelay = true;
    private volatile boolean keepAlive;
    private volatile boolean reuseAddress;
    private volatile boolean halfClosure;

    InetStreamChannelConfig(InetStreamChannel channel, TcpSettings settings, int receiveBuffer, int sendBuffer) {
        super(channel);
        this.stream = channel;
        this.receiveBuffer = receiveBuffer;
        this.sendBuffer = sendBuffer;
        super.setConnectTimeoutMillis((int) Math.min(Integer.MAX_VALUE, settings.connectTimeout().toMillis()));
    }

    static int checkBuffer(int bytes) {
        if (bytes < LEAST_BUFFER || bytes > GREATEST_BUFFER) {
            throw new IllegalArgumentException("a buffer has 2 KiB to 512 MiB: " + bytes);
        }
        return bytes;
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        return getOptions(super.getOptions(), ChannelOption.SO_RCVBUF, ChannelOption.SO_SNDBUF, ChannelOption.TCP_NODELAY,
                ChannelOption.SO_LINGER, ChannelOption.SO_KEEPALIVE, ChannelOption.SO_REUSEADDR, ChannelOption.IP_TOS,
                ChannelOption.ALLOW_HALF_CLOSURE);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T getOption(ChannelOption<T> option) {
        Object value = own(option);
        return value == null ? super.getOption(option) : (T) value;
    }

    private Object own(ChannelOption<?> option) {
        if (option == ChannelOption.SO_RCVBUF) {
            return receiveBuffer;
        }
        if (option == ChannelOption.SO_SNDBUF) {
            return sendBuffer;
        }
        if (option == ChannelOption.TCP_NODELAY) {
            return noDelay;
        }
        if (option == ChannelOption.SO_LINGER) {
            return linger;
        }
        if (option == ChannelOption.SO_KEEPALIVE) {
            return keepAlive;
        }
        if (option == ChannelOption.SO_REUSEADDR) {
            return reuseAddress;
        }
        if (option == ChannelOption.IP_TOS) {
            return trafficClass;
        }
        return option == ChannelOption.ALLOW_HALF_CLOSURE ? halfClosure : null;
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        validate(option, value);
        if (option == ChannelOption.SO_RCVBUF) {
            setReceiveBufferSize((Integer) value);
        } else if (option == ChannelOption.SO_SNDBUF) {
            setSendBufferSize((Integer) value);
        } else if (option == ChannelOption.TCP_NODELAY) {
            setTcpNoDelay((Boolean) value);
        } else if (option == ChannelOption.SO_LINGER) {
            setSoLinger((Integer) value);
        } else if (option == ChannelOption.SO_KEEPALIVE) {
            setKeepAlive((Boolean) value);
        } else if (option == ChannelOption.SO_REUSEADDR) {
            setReuseAddress((Boolean) value);
        } else if (option == ChannelOption.IP_TOS) {
            setTrafficClass((Integer) value);
        } else if (option == ChannelOption.ALLOW_HALF_CLOSURE) {
            setAllowHalfClosure((Boolean) value);
        } else {
            return super.setOption(option, value);
        }
        return true;
    }

    @Override
    public boolean isTcpNoDelay() {
        return noDelay;
    }

    @Override
    public InetStreamChannelConfig setTcpNoDelay(boolean value) {
        noDelay = value;
        stream.noDelay(value);
        return this;
    }

    @Override
    public int getSoLinger() {
        return linger;
    }

    @Override
    public InetStreamChannelConfig setSoLinger(int seconds) {
        linger = seconds;
        return this;
    }

    @Override
    public int getSendBufferSize() {
        return sendBuffer;
    }

    @Override
    public InetStreamChannelConfig setSendBufferSize(int bytes) {
        sendBuffer = checkBuffer(bytes);
        return this;
    }

    @Override
    public int getReceiveBufferSize() {
        return receiveBuffer;
    }

    @Override
    public InetStreamChannelConfig setReceiveBufferSize(int bytes) {
        receiveBuffer = checkBuffer(bytes);
        return this;
    }

    @Override
    public boolean isKeepAlive() {
        return keepAlive;
    }

    /** Kept and shown, but without effect: a boot's connections are busy or short. */
    @Override
    public InetStreamChannelConfig setKeepAlive(boolean value) {
        keepAlive = value;
        return this;
    }

    @Override
    public int getTrafficClass() {
        return trafficClass;
    }

    /** Kept and shown, but without effect. */
    @Override
    public InetStreamChannelConfig setTrafficClass(int value) {
        trafficClass = value;
        return this;
    }

    @Override
    public boolean isReuseAddress() {
        return reuseAddress;
    }

    @Override
    public InetStreamChannelConfig setReuseAddress(boolean value) {
        reuseAddress = value;
        return this;
    }

    @Override
    public boolean isAllowHalfClosure() {
        return halfClosure;
    }

    @Override
    public InetStreamChannelConfig setAllowHalfClosure(boolean value) {
        halfClosure = value;
        return this;
    }

    @Override
    public InetStreamChannelConfig setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
        return this;
    }

    @Override
    public InetStreamChannelConfig setConnectTimeoutMillis(int milliseconds) {
        super.setConnectTimeoutMillis(milliseconds);
        return this;
    }

    @Override
    @Deprecated
    public InetStreamChannelConfig setMaxMessagesPerRead(int messages) {
        super.setMaxMessagesPerRead(messages);
        return this;
    }

    @Override
    public InetStreamChannelConfig setWriteSpinCount(int count) {
        super.setWriteSpinCount(count);
        return this;
    }

    @Override
    public InetStreamChannelConfig setAllocator(ByteBufAllocator allocator) {
        super.setAllocator(allocator);
        return this;
    }

    @Override
    public InetStreamChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
        super.setRecvByteBufAllocator(allocator);
        return this;
    }

    @Override
    public InetStreamChannelConfig setAutoRead(boolean autoRead) {
        super.setAutoRead(autoRead);
        return this;
    }

    @Override
    public InetStreamChannelConfig setAutoClose(boolean autoClose) {
        super.setAutoClose(autoClose);
        return this;
    }

    @Override
    public InetStreamChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
        super.setMessageSizeEstimator(estimator);
        return this;
    }

    @Override
    public InetStreamChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark mark) {
        super.setWriteBufferWaterMark(mark);
        return this;
    }
}
