package org.example.nbd;

import io.strapwork.api.fetch.BootUri;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/** An NBD server on the loopback that is stricter than real ones, and can be told to behave in all ways that the protocol allows. */
final class FakeNbd implements AutoCloseable {
    /** How it behaves. */
    static final class Manner {
        boolean fixed = true;
        boolean go = true;
        boolean structured = true;
        boolean noZeroes = true;
        /** With NBD_FLAG_SEND_DF. */
        boolean whole;
        /** Answers in pieces, the last one first, zeros as holes. */
        boolean pieces;
        /** Answers two requests in reverse order. */
        boolean reverse;
        int minimum;
        int preferred;
        long maximum;
        /** Bytes from there on are not given out: the connection just ends. */
        long gone = Long.MAX_VALUE;
        /** Closes each connection after so many requests. */
        int requestsPerConnection = Integer.MAX_VALUE;
        /** Of reads; 0 for none. */
        int readError;
        /** NBD_REP_ERR_… of NBD_OPT_GO, without the top bit; 0 for none. */
        int goError;
    }

    private static final int READ = 0;
    private final byte[] content;
    private final Manner manner;
    private final ServerSocket listening;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    FakeNbd(byte[] content, Manner manner) throws IOException {
        this.content = content.clone();
        this.manner = manner;
        this.listening = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofPlatform().daemon().name("fake-nbd").start(this::accept);
    }

    BootUri uri() {
        return BootUri.parse("nbd://127.0.0.1:" + port() + "/disk");
    }

    int port() {
        return listening.getLocalPort();
    }

    /** What a right client never does. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** Options and the end: {@code "go disk"}, {@code "disconnect"}. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    int connections() {
        return connections.size();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                connections.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new Connection(new DataInputStream(socket.getInputStream()), buffered(socket.getOutputStream())).run();
        } catch (SocketException | EOFException e) {
            // the client has gone
        } catch (IOException | RuntimeException e) {
            wrong.add(e.toString());
        }
    }

    private static DataOutputStream buffered(OutputStream out) {
        return new DataOutputStream(new java.io.BufferedOutputStream(out, 1 << 16));
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }

    private record Read(long cookie, long offset, int bytes, boolean whole) {}

    private final class Connection {
        private final DataInputStream in;
        private final DataOutputStream out;
        private final Queue<Read> held = new ArrayDeque<>();
        private boolean structured;
        private int requests;

        Connection(DataInputStream in, DataOutputStream out) {
            this.in = in;
            this.out = out;
        }

        void run() throws IOException {
            out.writeLong(0x4e42444d41474943L);
            out.writeLong(0x49484156454f5054L);
            out.writeShort((manner.fixed ? 1 : 0) | (manner.noZeroes ? 2 : 0));
            out.flush();
            int flags = in.readInt();
            expect(flags == ((manner.fixed ? 1 : 0) | (manner.noZeroes ? 2 : 0)), "client flags " + flags);
            while (option()) {
                out.flush();
            }
            out.flush();
            while (command()) {
                if (in.available() == 0 || !manner.reverse) {
                    out.flush();
                }
            }
        }

        private boolean option() throws IOException {
            expect(in.readLong() == 0x49484156454f5054L, "option without IHAVEOPT");
            int option = in.readInt();
            byte[] data = in.readNBytes(in.readInt());
            expect(manner.fixed || option == 1, "option " + option + " to a server that isn't fixed newstyle");
            switch (option) {
                case 1 -> {
                    heard.add("export-name " + new String(data, StandardCharsets.UTF_8));
                    if (!new String(data, StandardCharsets.UTF_8).equals("disk")) {
                        throw new EOFException();
                    }
                    out.writeLong(content.length);
                    out.writeShort(flags());
                    out.write(new byte[manner.noZeroes ? 0 : 124]);
                    return false;
                }
                case 2 -> {
                    heard.add("abort");
                    reply(option, 1, new byte[0]);
                    throw new EOFException();
                }
                case 7 -> {
                    return go(data);
                }
                case 8 -> {
                    expect(data.length == 0, "data with NBD_OPT_STRUCTURED_REPLY");
                    heard.add("structured");
                    structured = manner.structured;
                    reply(option, manner.structured ? 1 : 0x80000001, new byte[0]);
                    return true;
                }
                default -> {
                    expect(false, "option " + option);
                    reply(option, 0x80000001, "what?".getBytes(StandardCharsets.UTF_8));
                    return true;
                }
            }
        }

        private boolean go(byte[] data) throws IOException {
            var buffer = java.nio.ByteBuffer.wrap(data);
            byte[] name = new byte[buffer.getInt()];
            buffer.get(name);
            int wanted = buffer.getShort();
            boolean blocks = false;
            for (int i = 0; i < wanted; i++) {
                blocks |= buffer.getShort() == 3;
            }
            expect(!buffer.hasRemaining(), "more data with NBD_OPT_GO");
            String export = new String(name, StandardCharsets.UTF_8);
            heard.add("go " + export);
            if (!manner.go) {
                reply(7, 0x80000001, new byte[0]);
                return true;
            }
            if (manner.goError != 0 || !export.equals("disk")) {
                reply(7, 0x80000000 | (manner.goError == 0 ? 6 : manner.goError), "no\nsuch thing".getBytes(StandardCharsets.UTF_8));
                return true;
            }
            reply(7, 3, bytes(12).putShort((short) 0).putLong(content.length).putShort((short) flags()).array());
            reply(7, 3, "\0\2a description".getBytes(StandardCharsets.UTF_8));
            if (blocks && manner.minimum != 0) {
                reply(7, 3,
                        bytes(14).putShort((short) 3).putInt(manner.minimum).putInt(manner.preferred).putInt((int) manner.maximum).array());
            }
            reply(7, 1, new byte[0]);
            return false;
        }

        private static java.nio.ByteBuffer bytes(int count) {
            return java.nio.ByteBuffer.allocate(count);
        }

        private int flags() {
            return 1 | 2 | (manner.whole ? 1 << 7 : 0);
        }

        private void reply(int option, int type, byte[] data) throws IOException {
            out.writeLong(0x0003e889045565a9L);
            out.writeInt(option);
            out.writeInt(type);
            out.writeInt(data.length);
            out.write(data);
        }

        private boolean command() throws IOException {
            expect(in.readInt() == 0x25609513, "request without its magic number");
            int flags = in.readUnsignedShort();
            int type = in.readUnsignedShort();
            long cookie = in.readLong();
            long offset = in.readLong();
            int bytes = in.readInt();
            if (type == 2) {
                heard.add("disconnect");
                expect(flags == 0 && offset == 0 && bytes == 0, "disconnect with arguments");
                return false;
            }
            expect(type == READ, "command " + type);
            expect(flags == (manner.whole && structured ? 4 : 0), "command flags " + flags);
            expect(bytes > 0 && offset >= 0 && offset + bytes <= content.length, "read beyond the end: " + offset + "+" + bytes);
            if (manner.minimum != 0) {
                expect(offset % manner.minimum == 0 && bytes % manner.minimum == 0,
                        "read of " + bytes + " at " + offset + " isn't in blocks");
                expect(bytes <= manner.maximum, "read of " + bytes + " bytes at once");
            }
            if (offset + bytes > manner.gone || ++requests > manner.requestsPerConnection) {
                out.flush();
                return false;
            }
            var read = new Read(cookie, offset, bytes, (flags & 4) != 0);
            if (manner.reverse && held.isEmpty() && offset + bytes < content.length) {
                held.add(read);
                return true;
            }
            answer(read);
            while (!held.isEmpty()) {
                answer(held.remove());
            }
            out.flush();
            return true;
        }

        private void answer(Read read) throws IOException {
            if (manner.readError != 0) {
                if (structured) {
                    byte[] text = "bad\tsector".getBytes(StandardCharsets.UTF_8);
                    chunk(read, true, (1 << 15) + 1, 6 + text.length);
                    out.writeInt(manner.readError);
                    out.writeShort(text.length);
                    out.write(text);
                } else {
                    simple(read, manner.readError);
                }
            } else if (!structured) {
                simple(read, 0);
                out.write(content, (int) read.offset, read.bytes);
            } else if (manner.pieces && !read.whole) {
                pieces(read);
            } else {
                chunk(read, true, 1, 8 + read.bytes);
                out.writeLong(read.offset);
                out.write(content, (int) read.offset, read.bytes);
            }
        }

        private void pieces(Read read) throws IOException {
            int piece = Math.max(1, read.bytes / 5);
            int pieces = (read.bytes + piece - 1) / piece;
            for (int i = pieces - 1; i >= 0; i--) {
                int from = (int) read.offset + i * piece;
                int bytes = Math.min(piece, (int) read.offset + read.bytes - from);
                boolean hole = true;
                for (int at = from; at < from + bytes; at++) {
                    hole &= content[at] == 0;
                }
                chunk(read, false, hole ? 2 : 1, hole ? 12 : 8 + bytes);
                out.writeLong(from);
                if (hole) {
                    out.writeInt(bytes);
                } else {
                    out.write(content, from, bytes);
                }
            }
            chunk(read, true, 0, 0);
        }

        private void chunk(Read read, boolean done, int type, int bytes) throws IOException {
            out.writeInt(0x668e33ef);
            out.writeShort(done ? 1 : 0);
            out.writeShort(type);
            out.writeLong(read.cookie);
            out.writeInt(bytes);
        }

        private void simple(Read read, int error) throws IOException {
            out.writeInt(0x67446698);
            out.writeInt(error);
            out.writeLong(read.cookie);
        }

        private void expect(boolean right, String what) {
            if (!right) {
                wrong.add(what);
            }
        }
    }
}
