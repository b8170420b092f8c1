package io.strapwork.benchmarks.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was fetched, by a capture of the guest's side of the wire: TFTP from the request to the last block, TCP from SYN to the last data, so that set-up counts. Transfers below 1 MB are
 * left out; time in which two of them overlap counts once.
 */
final class Transfers {
    /** @param busySeconds in which at least one transfer was under way */
    record Rate(long bytes, double busySeconds) {
        double megabytesPerSecond() {
            return busySeconds > 0 ? bytes / 1e6 / busySeconds : 0;
        }
    }

    private static final long LEAST = 1 << 20;
    private static final int ETHERNET = 14;
    private static final int PCAP_HEADER = 24;

    private static final class Flow {
        private final double start;
        private double end;
        private long bytes;
        private int firstSequence;
        private boolean answered;
        private int lastBlock = -1;

        Flow(double start) {
            this.start = start;
            this.end = start;
        }
    }

    private final Map<Integer, Flow> tftp = new HashMap<>();
    private final Map<Integer, Flow> tcp = new HashMap<>();
    private final List<Flow> flows = new ArrayList<>();

    private Transfers() {}

    static Rate read(Path capture) throws IOException {
        var transfers = new Transfers();
        if (Files.exists(capture)) {
            try (var channel = Files.newByteChannel(capture)) {
                var file = ByteBuffer.allocate((int) channel.size());
                while (file.hasRemaining() && channel.read(file) >= 0) {
                    // goes on
                }
                transfers.all(file.flip());
            }
        }
        return transfers.rate();
    }

    private void all(ByteBuffer file) {
        if (file.remaining() < PCAP_HEADER) {
            return;
        }
        int magic = file.order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        if (magic != 0xa1b2c3d4) {
            file.order(ByteOrder.BIG_ENDIAN);
        }
        int at = PCAP_HEADER;
        while (at + 16 <= file.limit()) {
            double time = Integer.toUnsignedLong(file.getInt(at)) + file.getInt(at + 4) / 1e6;
            int length = file.getInt(at + 8);
            at += 16;
            if (length < 0 || at + length > file.limit()) {
                return;
            }
            frame(file.slice(at, length), time);
            at += length;
        }
    }

    private void frame(ByteBuffer frame, double time) {
        if (frame.limit() < ETHERNET + 28 || frame.getShort(12) != 0x0800) {
            return;
        }
        int header = (frame.get(ETHERNET) & 15) * 4;
        int total = Short.toUnsignedInt(frame.getShort(ETHERNET + 2));
        boolean fromGuest = (frame.get(ETHERNET + 15) & 0xff) != 2; // the server is 10.0.2.2
        int at = ETHERNET + header;
        int from = Short.toUnsignedInt(frame.getShort(at));
        int to = Short.toUnsignedInt(frame.getShort(at + 2));
        switch (frame.get(ETHERNET + 9)) {
            case 17 -> datagram(frame, at, from, to, time);
            case 6 -> segment(frame, at, fromGuest, fromGuest ? from : to, total - header, time);
            default -> {
            }
        }
    }

    private void datagram(ByteBuffer frame, int at, int from, int to, double time) {
        if (frame.limit() < at + 12) {
            return;
        }
        int operation = frame.getShort(at + 8);
        if (to == 69 && operation == 1) {
            var flow = new Flow(time);
            flows.add(flow);
            tftp.put(from, flow);
        } else if (operation == 3 && tftp.containsKey(to)) {
            Flow flow = tftp.get(to);
            int block = Short.toUnsignedInt(frame.getShort(at + 10));
            if (block != flow.lastBlock) {
                flow.bytes += Short.toUnsignedInt(frame.getShort(at + 4)) - 12;
                flow.lastBlock = block;
            }
            flow.end = time;
        }
    }

    private void segment(ByteBuffer frame, int at, boolean fromGuest, int port, int length, double time) {
        if (frame.limit() < at + 20) {
            return;
        }
        int flags = frame.get(at + 13);
        int sequence = frame.getInt(at + 4);
        boolean syn = (flags & 2) != 0;
        if (fromGuest && syn && (flags & 16) == 0) {
            Flow old = tcp.get(port);
            if (old == null || old.bytes > 0) {
                var flow = new Flow(time);
                flows.add(flow);
                tcp.put(port, flow);
            }
            return;
        }
        Flow flow = tcp.get(port);
        if (fromGuest || flow == null) {
            return;
        }
        if (syn) {
            flow.firstSequence = sequence + 1;
            flow.answered = true;
            return;
        }
        int payload = length - (frame.get(at + 12) >> 4 & 15) * 4;
        if (payload > 0 && flow.answered) {
            flow.bytes = Math.max(flow.bytes, Integer.toUnsignedLong(sequence + payload - flow.firstSequence));
            flow.end = time;
        }
    }

    private Rate rate() {
        List<Flow> large = flows.stream().filter(flow -> flow.bytes >= LEAST).sorted(Comparator.comparingDouble(flow -> flow.start))
                .toList();
        double busy = 0;
        double reached = Double.NEGATIVE_INFINITY;
        for (Flow flow : large) {
            busy += Math.max(0, flow.end - Math.max(flow.start, reached));
            reached = Math.max(reached, flow.end);
        }
        return new Rate(large.stream().mapToLong(flow -> flow.bytes).sum(), busy);
    }
}
