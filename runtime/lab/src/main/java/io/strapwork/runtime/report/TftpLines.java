package io.strapwork.runtime.report;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import io.strapwork.runtime.report.Conversation.Line;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** TFTP transfers (RFC 1350, 2347): requests, what was agreed, errors; of the data, how much there was and how often it came again. */
final class TftpLines {
    private static final int PORT = 69;
    private static final int READ = 1;
    private static final int DATA = 3;
    private static final int ERROR = 5;
    private static final int AGREED = 6;
    private static final int MOST_OPTIONS = 16;
    private static final int LONGEST_TEXT = 300;

    private final KeptBytes kept;
    private final List<Transfer> transfers = new ArrayList<>();
    private final Map<Ends, Transfer> current = new HashMap<>();

    TftpLines(KeptBytes kept) {
        this.kept = kept;
    }

    /** A server answers from a port of its choice (RFC 1350, 4). */
    private record Ends(InetAddress client, int port, InetAddress server) {}

    /** One file's way. Blocks are counted in the order in which they should come. */
    private static final class Transfer {
        private final OpenConversation said;
        private final InetAddress server;
        private final String file;
        private final Map<String, String> asked;
        private Map<String, String> granted = Map.of();
        private Optional<String> error = Optional.empty();
        private boolean answered;
        private long blocks;
        private long bytes;
        private long again;
        private int next = 1;
        private long last;
        private long longestGap;

        Transfer(OpenConversation said, InetAddress server, String file, Map<String, String> asked) {
            this.said = said;
            this.server = server;
            this.file = file;
            this.asked = asked;
        }

        void data(int block, int length, long now) {
            longestGap = blocks == 0 ? 0 : Math.max(longestGap, now - last);
            last = now;
            if (block != (next & 0xffff)) {
                again++;
                return;
            }
            next++;
            blocks++;
            bytes += length;
        }

        Conversation close() {
            return said.close(blocks == 0
                    ? List.of()
                    : List.of(new Line(last, false, blocks + " blocks, " + bytes + " bytes",
                            List.of("out of their turn: " + again, "longest pause: " + longestGap / 1_000_000 + " ms"), again > 0)));
        }
    }

    void datagram(Flow flow, ByteBuf data, long now) {
        if (data.readableBytes() < 4) {
            return;
        }
        int operation = data.getUnsignedShort(data.readerIndex());
        if (flow.destinationPort() == PORT && operation == READ) {
            request(flow, data.slice().skipBytes(2), now);
            return;
        }
        Transfer transfer = current.get(new Ends(flow.destination(), flow.destinationPort(), flow.source()));
        if (transfer == null) {
            return;
        }
        transfer.answered = true;
        switch (operation) {
            case DATA -> transfer.data(data.getUnsignedShort(data.readerIndex() + 2), data.readableBytes() - 4, now);
            case AGREED -> {
                Map<String, String> granted = options(data.slice().skipBytes(2));
                if (transfer.granted.equals(granted) || kept.take(bytes(granted))) {
                    transfer.granted = granted;
                }
                boolean again = transfer.said.wasSaid(false, "OACK");
                transfer.said.say(now, false, "OACK", words(granted), again);
            }
            case ERROR -> {
                String text = data.getUnsignedShort(data.readerIndex() + 2) + " " + string(data.slice().skipBytes(4));
                transfer.error = transfer.error.or(() -> Optional.of(text).filter(one -> kept.take(KeptBytes.of(one))));
                transfer.said.say(now, false, "ERROR " + text);
            }
            default -> {
                // acknowledgements go the other way
            }
        }
    }

    private void request(Flow flow, ByteBuf in, long now) {
        String file = string(in);
        string(in); // the mode
        Map<String, String> asked = options(in);
        var ends = new Ends(flow.source(), flow.sourcePort(), flow.destination());
        Transfer transfer = current.get(ends);
        boolean again = transfer != null && transfer.file.equals(file) && !transfer.answered;
        if (transfer == null || !again) {
            if (transfers.size() >= NetworkTranscript.MOST
                    || !kept.take(OpenConversation.BYTES + KeptBytes.RECORD + KeptBytes.of(file) + bytes(asked))) {
                current.remove(ends); // what follows is of a transfer that nobody notes
                return;
            }
            transfer = new Transfer(new OpenConversation("TFTP", file + " from " + NetUtil.toAddressString(flow.destination()), kept),
                    flow.destination(), file, asked);
            transfers.add(transfer);
            current.put(ends, transfer);
        }
        transfer.said.say(now, true, "RRQ " + file, words(asked), again);
    }

    private static long bytes(Map<String, String> options) {
        return options.entrySet().stream()
                .mapToLong(option -> KeptBytes.RECORD + KeptBytes.of(option.getKey()) + KeptBytes.of(option.getValue())).sum();
    }

    private static Map<String, String> options(ByteBuf in) {
        var options = new LinkedHashMap<String, String>();
        while (in.isReadable() && options.size() < MOST_OPTIONS) {
            String name = string(in).toLowerCase(Locale.ROOT);
            options.putIfAbsent(name, string(in));
        }
        return options;
    }

    private static List<String> words(Map<String, String> options) {
        return options.entrySet().stream().map(option -> option.getKey() + ": " + option.getValue()).toList();
    }

    /** Up to a zero byte, or the end where that is missing. */
    private static String string(ByteBuf in) {
        int length = in.bytesBefore((byte) 0);
        int whole = length < 0 ? in.readableBytes() : length;
        String text = in.toString(in.readerIndex(), Math.min(whole, LONGEST_TEXT), StandardCharsets.UTF_8);
        in.skipBytes(Math.min(whole + 1, in.readableBytes()));
        return text;
    }

    List<Conversation> conversations() {
        return transfers.stream().map(Transfer::close).toList();
    }

    List<Sighting> sightings() {
        var seen = new ArrayList<Sighting>();
        transfers.forEach(each -> seen.add(
                new Sighting.Tftp(each.server, each.file, each.asked, each.granted, each.error, each.answered)));
        return seen;
    }
}
