package io.strapwork.network.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.dhcp.DhcpOptions;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class GatewayDhcpTests {
    private static final InetSocketAddress EVERYBODY = new InetSocketAddress(Inet4Addresses.of(-1), DhcpMessage.SERVER_PORT);

    @Test
    void aGuestGetsItsAddressAndBootFile() throws Exception {
        GatewaySettings settings = GatewaySettings.standard().withMtu(9000).withBoot(Optional.of("linux"), Optional.of("10.0.2.9"));
        try (var guest = TestGuest.unconfigured(settings)) {
            TestGuest.Socket socket = guest.socket(DhcpMessage.CLIENT_PORT);
            var discover = DhcpMessage.request(0x1234, TestGuest.MAC)
                    .options(DhcpOptions.builder().messageType(DhcpMessageType.DISCOVER).request(1, 3, 6, 26, 66, 67).build());
            DhcpMessage offer = exchange(socket, discover.build());
            assertEquals(Optional.of(DhcpMessageType.OFFER), offer.type());
            assertEquals(TestGuest.GUEST, offer.yourAddress());
            var request = DhcpMessage.request(0x1235, TestGuest.MAC)
                    .options(DhcpOptions.builder().messageType(DhcpMessageType.REQUEST).request(1, 3, 6, 26, 66, 67)
                            .addresses(DhcpOption.SERVER_IDENTIFIER, TestGuest.HOST)
                            .addresses(DhcpOption.REQUESTED_ADDRESS, TestGuest.GUEST).build());
            DhcpMessage ack = exchange(socket, request.build());
            assertEquals(Optional.of(DhcpMessageType.ACK), ack.type());
            assertEquals(0x1235, ack.transaction());
            assertEquals(List.of(TestGuest.HOST), ack.options().addresses(DhcpOption.ROUTERS));
            assertEquals(List.of(TestGuest.DNS), ack.options().addresses(DhcpOption.NAME_SERVERS));
            assertEquals(OptionalInt.of(9000), ack.options().unsignedShort(DhcpOption.INTERFACE_MTU));
            assertEquals(Optional.of("linux"), ack.bootFile());
            assertEquals(Inet4Addresses.of(0x0a000209), ack.nextServer());
        }
    }

    @Test
    void longAnswersAreCutToWhatTheClientTakes() throws Exception {
        GatewaySettings settings = GatewaySettings.standard().withDhcpOption(200, new byte[400]).withDhcpOption(201, new byte[200])
                .withBoot(Optional.of("linux"), Optional.empty());
        try (var guest = TestGuest.unconfigured(settings)) {
            TestGuest.Socket socket = guest.socket(DhcpMessage.CLIENT_PORT);
            var discover = DhcpMessage.request(1, TestGuest.MAC)
                    .options(DhcpOptions.builder().messageType(DhcpMessageType.DISCOVER).request(201, 3, 200).build());
            DhcpMessage offer = exchange(socket, discover.build());
            assertEquals(java.util.Set.of(1, 3, 51, 53, 54, 201), offer.options().numbers());
        }
    }

    private static DhcpMessage exchange(TestGuest.Socket socket, DhcpMessage message) throws Exception {
        ByteBuf bytes = Unpooled.buffer();
        message.write(bytes);
        socket.send(bytes, EVERYBODY);
        DatagramPacket answer = socket.next();
        assertEquals(TestGuest.HOST, answer.sender().getAddress());
        return DhcpMessage.parse(answer.content());
    }
}
