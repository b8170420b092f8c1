package io.strapwork.menu.bls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A PE file made by hand: headers, a section table, and sections one behind the other, each on a multiple of 512 bytes as ukify and objcopy place them. */
final class PeFile {
    static final int AMD64 = 0x8664;
    private static final int ALIGNMENT = 512;
    private static final int AT_PE = 0x80;
    private static final int OPTIONAL_BYTES = 240;

    private record Section(String name, byte[] content, long gap) {}

    private final List<Section> sections = new ArrayList<>();
    private int machine = AMD64;

    PeFile machine(int number) {
        machine = number;
        return this;
    }

    PeFile with(String name, String text) {
        return with(name, text.getBytes(StandardCharsets.UTF_8));
    }

    PeFile with(String name, byte[] content) {
        sections.add(new Section(name, content, 0));
        return this;
    }

    /** Behind so many bytes of nothing. */
    PeFile behind(long gap, String name, String text) {
        sections.add(new Section(name, text.getBytes(StandardCharsets.UTF_8), gap));
        return this;
    }

    int tableAt() {
        return AT_PE + 24 + OPTIONAL_BYTES;
    }

    byte[] bytes() {
        int at = up(tableAt() + 40 * sections.size());
        var table = ByteBuffer.allocate(at).order(ByteOrder.LITTLE_ENDIAN);
        table.put("MZ".getBytes(StandardCharsets.US_ASCII)).putInt(0x3c, AT_PE);
        table.position(AT_PE).put(new byte[]{'P', 'E', 0, 0}).putShort((short) machine).putShort((short) sections.size());
        table.putShort(AT_PE + 20, (short) OPTIONAL_BYTES).putShort(AT_PE + 24, (short) 0x20b).position(tableAt());
        var content = new ByteArrayOutputStream();
        for (Section each : sections) {
            at += Math.toIntExact(each.gap());
            content.writeBytes(new byte[Math.toIntExact(each.gap())]);
            byte[] name = new byte[8];
            byte[] letters = each.name().getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(letters, 0, name, 0, Math.min(8, letters.length));
            int raw = up(each.content().length);
            table.put(name).putInt(each.content().length).putInt(0x1000 + at).putInt(raw).putInt(at).put(new byte[16]);
            content.writeBytes(each.content());
            content.writeBytes(new byte[raw - each.content().length]);
            at += raw;
        }
        var file = new ByteArrayOutputStream();
        file.writeBytes(table.array());
        file.writeBytes(content.toByteArray());
        return file.toByteArray();
    }

    private static int up(int bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** A bzImage's header: what its loaders and firmware for EFI look for. */
    static byte[] kernel() {
        byte[] kernel = new byte[4096];
        kernel[0] = 'M';
        kernel[1] = 'Z';
        System.arraycopy("HdrS".getBytes(StandardCharsets.US_ASCII), 0, kernel, 0x202, 4);
        return kernel;
    }
}
