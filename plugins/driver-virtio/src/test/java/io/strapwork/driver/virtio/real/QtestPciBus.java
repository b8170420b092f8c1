package io.strapwork.driver.virtio.real;

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciMemorySpace;
import io.strapwork.api.machine.DmaMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The PCI bus of a PC, by QEMU's qtest protocol: configuration by ports CF8 and CFC, memory by raw bytes. No interrupts. */
final class QtestPciBus implements PciBus, PciMemorySpace, AutoCloseable {
    private final DmaMemory dma;
    private final ServerSocketChannel server;
    private SocketChannel channel;
    private final StringBuilder input = new StringBuilder();
    int operations;

    /** Listens; QEMU is started with {@code -qtest unix:PATH} afterwards. */
    QtestPciBus(DmaMemory dma, ServerSocketChannel server) throws IOException {
        this.dma = dma;
        this.server = server;
        this.channel = server.accept();
    }

    static ServerSocketChannel listen(Path path) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    private String command(String line) {
        operations++;
        try {
            channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
            while (true) {
                int end = input.indexOf("\n");
                if (end < 0) {
                    var bytes = ByteBuffer.allocate(4096);
                    if (channel.read(bytes) < 0) {
                        throw new IOException("QEMU is gone");
                    }
                    input.append(StandardCharsets.US_ASCII.decode(bytes.flip()));
                    continue;
                }
                String answer = input.substring(0, end);
                input.delete(0, end + 1);
                if (answer.startsWith("OK")) {
                    return answer.substring(2).strip();
                }
                if (!answer.startsWith("IRQ")) {
                    throw new IOException(line + ": " + answer);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void select(PciAddress address, int register) {
        int bdf = address.bus() << 16 | address.device() << 11 | address.function() << 8;
        command("outl 0xcf8 0x" + Integer.toHexString(0x8000_0000 | bdf | register & 0xfc));
    }

    private static String width(int bytes) {
        return bytes == 1 ? "b" : bytes == 2 ? "w" : "l";
    }

    @Override
    public DmaMemory dma() {
        return dma;
    }

    @Override
    public PciMemorySpace memorySpace() {
        return this;
    }

    @Override
    public List<PciWindow> windows() {
        return List.of(new PciWindow(0xc000_0000L, 0x1000_0000L));
    }

    @Override
    public int readConfig(PciAddress address, int register, int bytes) {
        select(address, register);
        return (int) Long.parseLong(command("in" + width(bytes) + " 0x" + Integer.toHexString(0xcfc + (register & 3))).substring(2), 16);
    }

    @Override
    public void writeConfig(PciAddress address, int register, int bytes, int value) {
        select(address, register);
        long masked = value & (bytes == 4 ? 0xffff_ffffL : (1L << 8 * bytes) - 1);
        command("out" + width(bytes) + " 0x" + Integer.toHexString(0xcfc + (register & 3)) + " 0x" + Long.toHexString(masked));
    }

    @Override
    public long read(long address, int bytes) {
        String text = command("read 0x" + Long.toHexString(address) + " 0x" + bytes).substring(2);
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | Integer.parseInt(text.substring(2 * i, 2 * i + 2), 16);
        }
        return value;
    }

    @Override
    public void write(long address, int bytes, long value) {
        var text = new StringBuilder();
        for (int i = 0; i < bytes; i++) {
            text.append(String.format("%02x", value >>> 8 * i & 0xff));
        }
        command("write 0x" + Long.toHexString(address) + " 0x" + bytes + " 0x" + text);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        server.close();
    }
}
