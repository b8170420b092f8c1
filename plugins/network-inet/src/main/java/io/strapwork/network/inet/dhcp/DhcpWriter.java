package io.strapwork.network.inet.dhcp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** {@link DhcpMessage} to bytes. */
final class DhcpWriter {
    private static final int IP_AND_UDP_HEADERS = 28;
    private static final int BOOTP_BYTES = 300;
    private static final int OPTION_HEADER = 2;
    private static final int OVERLOAD_BYTES = 3;
    private static final int LONGEST_PART = 255;

    private record Part(int number, byte[] value) {}

    private DhcpWriter() {}

    static void write(DhcpMessage message, ByteBuf out, int maximum) {
        int room = maximum - IP_AND_UDP_HEADERS - DhcpMessage.OPTIONS_OFFSET;
        int start = out.writerIndex();
        header(message, out);
        List<Part> all = parts(message.options());
        int needed = all.stream().mapToInt(part -> part.value.length + OPTION_HEADER).sum() + 1;
        if (needed <= room) {
            all.forEach(part -> write(part, out));
        } else {
            overloaded(message, new ArrayDeque<>(all), out, start, room);
        }
        out.writeByte(DhcpOption.END);
        int missing = BOOTP_BYTES - (out.writerIndex() - start);
        if (missing > 0) {
            out.writeZero(missing);
        }
    }

    private static void header(DhcpMessage message, ByteBuf out) {
        out.writeByte(message.reply() ? 2 : 1).writeByte(DhcpMessage.ETHERNET).writeByte(6).writeByte(message.hops());
        out.writeInt(message.transaction()).writeShort(message.seconds()).writeShort(message.broadcast() ? DhcpMessage.BROADCAST_FLAG : 0);
        out.writeBytes(message.clientAddress().getAddress()).writeBytes(message.yourAddress().getAddress())
                .writeBytes(message.nextServer().getAddress()).writeBytes(message.relayAgent().getAddress());
        out.writeBytes(message.client().toBytes()).writeZero(10);
        out.writeBytes(Arrays.copyOf(message.serverName().getBytes(StandardCharsets.UTF_8), DhcpMessage.SERVER_NAME_BYTES));
        out.writeBytes(Arrays.copyOf(message.file().getBytes(StandardCharsets.UTF_8), DhcpMessage.FILE_BYTES));
        out.writeInt(DhcpMessage.COOKIE);
    }

    /** The message type first, as old clients like it; then by number. */
    private static List<Part> parts(DhcpOptions options) {
        var parts = new ArrayList<Part>();
        if (options.has(DhcpOption.MESSAGE_TYPE)) {
            split(DhcpOption.MESSAGE_TYPE, options.raw(DhcpOption.MESSAGE_TYPE), parts);
        }
        for (int number : options.numbers()) {
            if (number != DhcpOption.MESSAGE_TYPE) {
                split(number, options.raw(number), parts);
            }
        }
        return parts;
    }

    private static void split(int number, byte[] value, List<Part> into) {
        int offset = 0;
        do {
            int end = Math.min(value.length, offset + LONGEST_PART);
            into.add(new Part(number, Arrays.copyOfRange(value, offset, end)));
            offset = end;
        } while (offset < value.length);
    }

    private static void overloaded(DhcpMessage message, Deque<Part> left, ByteBuf out, int start, int room) {
        int overload = (message.file().isEmpty() ? 1 : 0) | (message.serverName().isEmpty() ? 2 : 0);
        if (overload == 0 || room <= OVERLOAD_BYTES) {
            throw tooLong();
        }
        out.writeByte(DhcpOption.OVERLOAD).writeByte(1).writeByte(overload);
        fill(left, out, room - OVERLOAD_BYTES - 1);
        if ((overload & 1) != 0) {
            field(left, out, start + DhcpMessage.FILE_OFFSET, DhcpMessage.FILE_BYTES);
        }
        if ((overload & 2) != 0) {
            field(left, out, start + DhcpMessage.SERVER_NAME_OFFSET, DhcpMessage.SERVER_NAME_BYTES);
        }
        if (!left.isEmpty()) {
            throw tooLong();
        }
    }

    private static void field(Deque<Part> left, ByteBuf out, int offset, int length) {
        ByteBuf field = out.slice(offset, length).writerIndex(0);
        fill(left, field, length - 1);
        field.writeByte(DhcpOption.END);
    }

    private static void fill(Deque<Part> left, ByteBuf out, int room) {
        int free = room;
        while (!left.isEmpty() && free > OPTION_HEADER) {
            Part part = left.removeFirst();
            int fits = Math.min(part.value.length, free - OPTION_HEADER);
            write(new Part(part.number, Arrays.copyOf(part.value, fits)), out);
            free -= OPTION_HEADER + fits;
            if (fits < part.value.length) {
                left.addFirst(new Part(part.number, Arrays.copyOfRange(part.value, fits, part.value.length)));
            }
        }
    }

    private static void write(Part part, ByteBuf out) {
        out.writeByte(part.number).writeByte(part.value.length).writeBytes(part.value);
    }

    private static IllegalArgumentException tooLong() {
        return new IllegalArgumentException("DHCP options don't fit in the message");
    }
}
