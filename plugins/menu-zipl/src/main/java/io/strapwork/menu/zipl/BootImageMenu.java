package io.strapwork.menu.zipl;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.CommandLine;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuPlugin;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.PartRange;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.fetch.Remark;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what El Torito boots on s390x: one file with all that belongs into memory from address 0 on, a kernel with the initrd behind it, as mk-s390-cdboot makes it. Where that is, and the
 * command line, the kernel's parameters say (arch/s390/include/asm/setup.h, {@code struct parmarea}).
 */
@MenuPlugin(id = "eltorito", magics = {}, names = {}, programs = {})
public final class BootImageMenu implements MenuReader {
    private static final int MAGIC = 0x10008;
    private static final byte[] S390EP = "S390EP".getBytes(StandardCharsets.US_ASCII);
    private static final int INITRD_START = 0x10408;
    private static final int INITRD_SIZE = 0x10410;
    private static final int COMMAND_LINE = 0x10480;
    private static final int LONGEST_LINE = 896;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    @Override
    public BootMenu read(MenuRequest request, ConfigFiles files) throws FetchException {
        BootUri image = request.config();
        var remarks = new ArrayList<Remark>();
        MemorySegment head = files.head(image, COMMAND_LINE + LONGEST_LINE).orElse(MemorySegment.ofArray(new byte[0]));
        if (head.byteSize() < COMMAND_LINE + LONGEST_LINE
                || MemorySegment.ofArray(S390EP).mismatch(head.asSlice(MAGIC, S390EP.length)) >= 0) {
            remarks.add(new Remark(image, 0, 0, "this is not an image with Linux for s390x", ""));
            return new BootMenu(List.of(), Optional.empty(), Optional.empty(), remarks);
        }
        String id = image.decodedPath().substring(image.decodedPath().lastIndexOf('/') + 1);
        CommandLine line = line(head).map(text -> CommandLine.of(text, image)).orElse(CommandLine.NONE);
        var entry = new BootEntry(id, id, List.of(), parts(image, head, remarks), line);
        return new BootMenu(List.of(entry), Optional.of(id), Optional.of(Duration.ZERO), remarks);
    }

    private static List<PartSource> parts(BootUri image, MemorySegment head, List<Remark> remarks) {
        long start = head.get(LONG, INITRD_START);
        long bytes = head.get(LONG, INITRD_SIZE);
        if (start == 0 && bytes == 0) {
            return List.of(new PartSource("kernel", image));
        }
        if (start < head.byteSize() || bytes <= 0 || start > Long.MAX_VALUE - bytes) {
            remarks.add(new Remark(image, 0, 0,
                    "the kernel's parameters say that the initrd has " + Long.toUnsignedString(bytes) + " bytes at 0x"
                            + Long.toHexString(start) + ", which can't be; there is none",
                    ""));
            return List.of(new PartSource("kernel", image));
        }
        return List.of(new PartSource("kernel", image, new PartRange(0, start)),
                new PartSource("initrd", image, new PartRange(start, bytes)));
    }

    private static Optional<String> line(MemorySegment head) {
        int end = 0;
        while (end < LONGEST_LINE && head.get(ValueLayout.JAVA_BYTE, COMMAND_LINE + end) != 0) {
            end++;
        }
        String line = new String(head.asSlice(COMMAND_LINE, end).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1).strip();
        return line.isEmpty() || line.chars().anyMatch(Character::isISOControl) ? Optional.empty() : Optional.of(line);
    }
}
