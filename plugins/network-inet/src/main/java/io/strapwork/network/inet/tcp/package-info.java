/**
 * TCP (RFC 9293) as Netty channels over an {@link io.strapwork.api.stack.IpNetwork}. {@link io.strapwork.network.inet.tcp.TcpConnections} is the
 * engine of one host; {@link io.strapwork.network.inet.tcp.InetStreamChannel} and {@link io.strapwork.network.inet.tcp.InetServerChannel} are what
 * users see of it. Everything runs on the network's event loop. Decisions are pure functions of state, segment and time
 * ({@link io.strapwork.network.inet.tcp.TcpSteps}, {@code Rack}, {@code RoundTrip}) or take both as arguments ({@code Recovery}, {@code Cubic}, {@code Bbr}); {@code TcpConnection} owns
 * buffers and timers.
 *
 * <p>Make one {@code TcpConnections} per network: segments of connections that it does not know are answered with RST.
 */
@NullMarked
package io.strapwork.network.inet.tcp;

import org.jspecify.annotations.NullMarked;
