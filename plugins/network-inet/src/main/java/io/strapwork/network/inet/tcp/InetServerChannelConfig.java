package io.strapwork.network.inet.tcp;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ServerSocketChannelConfig;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/** Options of a listening channel: SO_BACKLOG, SO_RCVBUF for its children, and {@link TcpChannelOption}. */
@NullUnmarked
final class InetServerChannelConfig extends DefaultChannelConfig implements ServerSocketChannelConfig {
    private volatile int backlog = 128;
    private volatile int receiveBuffer;
    private volatile boolean reuseAddress = true;
    private volatile boolean everyPort;
    private volatile boolean holdSyn;

    InetServerChannelConfig(Channel channel, TcpSettings settings) {
        super(channel);
        receiveBuffer = settings.receiveBufferBytes();
    }

    boolean everyPort() {
        return everyPort;
    }

    boolean holdSyn() {
        return holdSyn;
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        return getOptions(super.getOptions(), ChannelOption.SO_BACKLOG, ChannelOption.SO_RCVBUF, ChannelOption.SO_REUSEADDR,
                TcpChannelOption.EVERY_PORT, TcpChannelOption.HOLD_SYN);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T getOption(ChannelOption<T> option) {
        if (option == ChannelOption.SO_BACKLOG) {
            return (T) Integer.valueOf(backlog);
        }
        if (option == ChannelOption.SO_RCVBUF) {
            return (T) Integer.valueOf(receiveBuffer);
        }
        if (option == ChannelOption.SO_REUSEADDR) {
            return (T) Boolean.valueOf(reuseAddress);
        }
        if (option == TcpChannelOption.EVERY_PORT) {
            return (T) Boolean.valueOf(everyPort);
        }
        if (option == TcpChannelOption.HOLD_SYN) {
            return (T) Boolean.valueOf(holdSyn);
        }
        return super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        validate(option, value);
        if (option == ChannelOption.SO_BACKLOG) {
            setBacklog((Integer) value);
        } else if (option == ChannelOption.SO_RCVBUF) {
            setReceiveBufferSize((Integer) value);
        } else if (option == ChannelOption.SO_REUSEADDR) {
            setReuseAddress((Boolean) value);
        } else if (option == TcpChannelOption.EVERY_PORT) {
            everyPort = (Boolean) value;
        } else if (option == TcpChannelOption.HOLD_SYN) {
            holdSyn = (Boolean) value;
        } else {
            return super.setOption(option, value);
        }
        return true;
    }

    @Override
    public int getBacklog() {
        return backlog;
    }

    @Override
    public InetServerChannelConfig setBacklog(int connections) {
        if (connections < 1) {
            throw new IllegalArgumentException("a backlog holds at least one connection: " + connections);
        }
        backlog = connections;
        return this;
    }

    @Override
    public boolean isReuseAddress() {
        return reuseAddress;
    }

    @Override
    public InetServerChannelConfig setReuseAddress(boolean reuse) {
        reuseAddress = reuse;
        return this;
    }

    @Override
    public int getReceiveBufferSize() {
        return receiveBuffer;
    }

    @Override
    public InetServerChannelConfig setReceiveBufferSize(int bytes) {
        receiveBuffer = InetStreamChannelConfig.checkBuffer(bytes);
        return this;
    }

    @Override
    public InetServerChannelConfig setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
        return this;
    }

    @Override
    public InetServerChannelConfig setConnectTimeoutMillis(int milliseconds) {
        super.setConnectTimeoutMillis(milliseconds);
        return this;
    }

    @Override
    @Deprecated
    public InetServerChannelConfig setMaxMessagesPerRead(int messages) {
        super.setMaxMessagesPerRead(messages);
        return this;
    }

    @Override
    public InetServerChannelConfig setWriteSpinCount(int count) {
        super.setWriteSpinCount(count);
        return this;
    }

    @Override
    public InetServerChannelConfig setAllocator(ByteBufAllocator allocator) {
        super.setAllocator(allocator);
        return this;
    }

    @Override
    public InetServerChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
        super.setRecvByteBufAllocator(allocator);
        return this;
    }

    @Override
    public InetServerChannelConfig setAutoRead(boolean autoRead) {
        super.setAutoRead(autoRead);
        return this;
    }

    @Override
    public InetServerChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
        super.setMessageSizeEstimator(estimator);
        return this;
    }

    @Override
    public InetServerChannelConfig setWriteBufferHighWaterMark(int bytes) {
        super.setWriteBufferHighWaterMark(bytes);
        return this;
    }

    @Override
    public InetServerChannelConfig setWriteBufferLowWaterMark(int bytes) {
        super.setWriteBufferLowWaterMark(bytes);
        return this;
    }

    @Override
    public InetServerChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark mark) {
        super.setWriteBufferWaterMark(mark);
        return this;
    }
}
