package io.strapwork.network.inet.ip;

import io.netty.buffer.ByteBuf;

/** A packet to be sent, before its header is written. Owns the payload. */
record OutboundPacket(int protocol, int source, int destination, ByteBuf payload) {}
