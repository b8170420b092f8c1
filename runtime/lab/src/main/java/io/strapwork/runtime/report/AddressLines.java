package io.strapwork.runtime.report;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import io.strapwork.network.inet.dhcp.DhcpFormatException;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.nd.RouterAdvertisement;
import io.strapwork.network.inet.wire.MalformedException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** How a host gets its addresses: DHCP, DHCPv6, router discovery. */
final class AddressLines {
    private static final int ROUTER_SOLICITATION = 133;

    private final OpenConversations open;
    private final KeptBytes kept;
    private final List<Sighting> sightings = new ArrayList<>();

    AddressLines(KeptBytes kept) {
        this.kept = kept;
        this.open = new OpenConversations(kept);
    }

    private record Transaction(String protocol, int number, String client) {}

    private OpenConversation nowhere() {
        return new OpenConversation("", "", new KeptBytes(0));
    }

    /** @param bytes that it had on the wire */
    private void see(Sighting sighting, int bytes) {
        // parsed, they are some times larger
        if (sightings.size() < 4 * NetworkTranscript.MOST && kept.take(4L * bytes + KeptBytes.RECORD)) {
            sightings.add(sighting);
        }
    }

    void dhcp(Flow flow, ByteBuf data, long now) throws MalformedException {
        int bytes = data.readableBytes();
        DhcpMessage message;
        try {
            message = DhcpMessage.parse(data);
        } catch (DhcpFormatException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
        String transaction = HexFormat.of().toHexDigits(message.transaction());
        String client = message.client().toString();
        OpenConversation with = open.of(new Transaction("DHCP", message.transaction(), client), "DHCP",
                "transaction " + transaction + " of " + client).orElseGet(this::nowhere);
        String type = message.type().map(each -> "DHCP" + each).orElse(message.reply() ? "BOOTREPLY" : "BOOTREQUEST");
        String what = type + (message.reply() ? " from " : " to ")
                + NetUtil.toAddressString(message.reply() ? flow.source() : flow.destination())
                + (flow.destinationPort() == DhcpMessage.BOOT_SERVER_PORT ? " port 4011" : "");
        with.say(now, !message.reply(), what, DhcpWords.of(message), with.wasSaid(!message.reply(), what));
        see(new Sighting.Dhcp(message, flow.source(), flow.destinationPort()), bytes);
    }

    void dhcp6(Flow flow, ByteBuf data, long now) throws MalformedException {
        int bytes = data.readableBytes();
        Dhcp6Message message = Dhcp6Message.parse(data);
        String transaction = HexFormat.of().toHexDigits(message.transaction(), 6);
        String client = message.client().map(duid -> " of " + duid).orElse("");
        OpenConversation with = open.of(new Transaction("DHCPv6", message.transaction(), client), "DHCPv6",
                "transaction " + transaction + client).orElseGet(this::nowhere);
        boolean fromClient = flow.destinationPort() == Dhcp6Message.SERVER_PORT;
        String what = message.type() + (fromClient ? " to " : " from ")
                + NetUtil.toAddressString(fromClient ? flow.destination() : flow.source());
        with.say(now, fromClient, what, Dhcp6Words.of(message), with.wasSaid(fromClient, what));
        see(new Sighting.Dhcp6(message, flow.source()), bytes);
    }

    void icmp6(InetAddress source, ByteBuf message, long now) throws MalformedException {
        int type = message.readableBytes() == 0 ? 0 : message.getUnsignedByte(message.readerIndex());
        if (type == ROUTER_SOLICITATION) {
            OpenConversation with = routers();
            with.say(now, true, "router solicitation", List.of(), with.wasSaid(true, "router solicitation"));
        } else if (type == RouterAdvertisement.TYPE) {
            var details = new ArrayList<String>();
            RouterAdvertisement router = RouterAdvertisement.parse(message, details::add);
            details.addAll(0, Dhcp6Words.of(router));
            routers().say(now, false, "router advertisement from " + NetUtil.toAddressString(source), details, false);
        }
    }

    private OpenConversation routers() {
        return open.of(new Transaction("ICMPv6", ROUTER_SOLICITATION, ""), "Router discovery", "who is a router here?")
                .orElseGet(this::nowhere);
    }

    List<Conversation> conversations() {
        return open.closed();
    }

    List<Sighting> sightings() {
        return List.copyOf(sightings);
    }
}
