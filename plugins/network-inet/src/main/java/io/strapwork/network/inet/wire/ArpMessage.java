package io.strapwork.network.inet.wire;

import io.netty.buffer.ByteBuf;

/**
 * ARP for IPv4 on Ethernet (RFC 826). Ethernet addresses are in the low 48 bits of a {@code long}.
 *
 * @param request whether it asks; else it answers
 */
public record ArpMessage(boolean request, long senderHardware, int senderAddress, long targetHardware, int targetAddress) {
    public static final int LENGTH = 28;
    private static final int ETHERNET = 1;
    private static final int OPERATION = 6;
    private static final int SENDER_HARDWARE = 8;
    private static final int SENDER_ADDRESS = 14;
    private static final int TARGET_HARDWARE = 18;
    private static final int TARGET_ADDRESS = 24;

    /** Reads a message at the reader index. */
    public static ArpMessage parse(ByteBuf message) throws MalformedException {
        if (message.readableBytes() < LENGTH) {
            throw new MalformedException("ARP message shorter than 28 bytes");
        }
        int at = message.readerIndex();
        if (message.getUnsignedShort(at) != ETHERNET || message.getUnsignedShort(at + 2) != EthernetView.IPV4
                || message.getUnsignedShort(at + 4) != 0x0604) {
            throw new MalformedException("ARP for other than IPv4 on Ethernet");
        }
        int operation = message.getUnsignedShort(at + OPERATION);
        if (operation != 1 && operation != 2) {
            throw new MalformedException("ARP operation " + operation);
        }
        long sender = hardware(message, at + SENDER_HARDWARE);
        int senderAddress = message.getInt(at + SENDER_ADDRESS);
        if ((sender >>> 40 & 1) != 0) {
            throw new MalformedException("ARP from a group address");
        }
        if (senderAddress != 0 && !Inet4Addresses.isHost(senderAddress)) {
            throw new MalformedException("ARP from " + Inet4Addresses.toString(senderAddress) + ", which no host can have");
        }
        return new ArpMessage(operation == 1, sender, senderAddress, hardware(message, at + TARGET_HARDWARE),
                message.getInt(at + TARGET_ADDRESS));
    }

    /** Appends it. */
    public void write(ByteBuf to) {
        to.writeShort(ETHERNET).writeShort(EthernetView.IPV4).writeShort(0x0604).writeShort(request ? 1 : 2);
        to.writeShort((int) (senderHardware >>> 32)).writeInt((int) senderHardware).writeInt(senderAddress);
        to.writeShort((int) (targetHardware >>> 32)).writeInt((int) targetHardware).writeInt(targetAddress);
    }

    private static long hardware(ByteBuf message, int at) {
        return (long) message.getUnsignedShort(at) << 32 | message.getUnsignedInt(at + 2);
    }
}
