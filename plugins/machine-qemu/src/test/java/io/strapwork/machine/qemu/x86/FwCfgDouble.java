package io.strapwork.machine.qemu.x86;

import io.strapwork.machine.qemu.fake.TestRam;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** QEMU's configuration device as far as firmware sees it: transfers by DMA, a directory, files. */
final class FwCfgDouble implements UnaryOperator<String> {
    private final TestRam ram;
    final Map<String, byte[]> files = new LinkedHashMap<>();
    final Map<Integer, byte[]> items = new LinkedHashMap<>();
    boolean fails;
    private long high;
    private int selected;
    private int offset;

    FwCfgDouble(TestRam ram) {
        this.ram = ram;
    }

    FwCfgDouble file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /** Lays the directory out. */
    FwCfgDouble ready() {
        var directory = ByteBuffer.allocate(4 + 64 * files.size());
        directory.putInt(files.size());
        int selector = 0x20;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            items.put(selector, file.getValue());
            int at = directory.position();
            directory.putInt(file.getValue().length).putShort((short) selector++).putShort((short) 0);
            directory.put(file.getKey().getBytes(StandardCharsets.ISO_8859_1)).position(at + 64);
        }
        items.put(0x19, directory.array());
        return this;
    }

    @Override
    public String apply(String line) {
        String[] words = line.split(" ");
        if (words[0].equals("outl") && words[1].equals("0x514")) {
            high = Integer.toUnsignedLong(Integer.reverseBytes(Integer.parseUnsignedInt(words[2].substring(2), 16)));
        } else if (words[0].equals("outl") && words[1].equals("0x518")) {
            transfer(high << 32 | Integer.toUnsignedLong(Integer.reverseBytes(Integer.parseUnsignedInt(words[2].substring(2), 16))));
        }
        return "OK\n";
    }

    private void transfer(long at) {
        ByteBuffer control = ram.bytes().asSlice(at, 16).asByteBuffer().order(ByteOrder.BIG_ENDIAN);
        int operation = control.getInt(0);
        int bytes = control.getInt(4);
        long address = control.getLong(8);
        if ((operation & 8) != 0) {
            selected = operation >>> 16;
            offset = 0;
        }
        byte[] item = items.getOrDefault(selected, new byte[0]);
        if (fails || (operation & 2) != 0 && (address < 0 || address > ram.bytes().byteSize() - bytes)) {
            control.putInt(0, 1);
            return;
        }
        for (int i = 0; i < bytes && (operation & 18) != 0; i++) {
            int from = offset + i;
            if ((operation & 2) != 0) {
                ram.bytes().set(java.lang.foreign.ValueLayout.JAVA_BYTE, address + i, from >= 0 && from < item.length ? item[from] : 0);
            } else if (from >= 0 && from < item.length) {
                item[from] = ram.bytes().get(java.lang.foreign.ValueLayout.JAVA_BYTE, address + i);
            }
        }
        offset += bytes;
        control.putInt(0, 0);
    }
}
