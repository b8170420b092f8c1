package io.strapwork.network.inet.tcp;

import io.netty.channel.ChannelOption;

/** Options of an {@link InetServerChannel} that Netty has no name for. */
public final class TcpChannelOption {
    /**
     * With port 0, listens on every port that no other channel listens on: what a relay needs.
     */
    public static final ChannelOption<Boolean> EVERY_PORT = ChannelOption.valueOf(TcpChannelOption.class, "EVERY_PORT");

    /**
     * Hands a channel over at its SYN, inactive. {@link InetStreamChannel#answer()} lets it come up; closing it refuses the connection. A relay can so look
     * first whether the other side is there.
     */
    public static final ChannelOption<Boolean> HOLD_SYN = ChannelOption.valueOf(TcpChannelOption.class, "HOLD_SYN");

    private TcpChannelOption() {}
}
