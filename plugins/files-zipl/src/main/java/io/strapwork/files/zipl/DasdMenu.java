package io.strapwork.files.zipl;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.files.zipl.Pointers.Extent;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.Ebcdic;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The menu in a DASD's stage 2 (s390-tools, zipl/boot/menu.h, {@code struct zipl_stage2_params}; QEMU, pc-bios/s390-ccw/menu.c): what an operator reads, and how long zipl waits for one.
 *
 * @param prompts whether it waits at all
 * @param seconds that it waits; 0 is for ever
 * @param titles  by program; 0 is the default's
 */
record DasdMenu(boolean prompts, int seconds, Map<Integer, String> titles) {
    /** "zIPL v" in code page 500, with which its banner begins. */
    private static final byte[] BANNER = {(byte) 0xa9, (byte) 0xc9, (byte) 0xd7, (byte) 0xd3, 0x40, (byte) 0xa5};
    private static final int FIRST_SEEK = 72;
    private static final int STAGE2_SEEKS = 24 * 32;
    private static final int MOST_BLOCKS = 24;
    private static final int PARAMETERS = 140;
    private static final int TEXTS = 63;
    private static final int LONGEST = 200;

    DasdMenu {
        titles = Map.copyOf(titles);
    }

    /** Empty where none is found, for whatever reason: a boot can do without titles. @param stage1 names the blocks of stage 1b, which name those of stage 2 */
    static Optional<DasdMenu> read(Pointers pointers, Bytes stage1) {
        try {
            Bytes stage1b = blocks(pointers, stage1, FIRST_SEEK, 2);
            if (stage1b.length() < STAGE2_SEEKS + 8) {
                return Optional.empty();
            }
            int seeks = Math.min(MOST_BLOCKS, (stage1b.length() - STAGE2_SEEKS) / 8);
            return parse(blocks(pointers, stage1b, STAGE2_SEEKS, seeks));
        } catch (FetchException e) {
            return Optional.empty();
        }
    }

    private static Bytes blocks(Pointers pointers, Bytes from, int at, int most) throws FetchException {
        var content = new ByteArrayOutputStream();
        long place = 0;
        for (int i = 0; i < most; i++) {
            Optional<Extent> block = pointers.seek(from, at + 8 * i);
            if (block.isPresent()) {
                Bytes bytes = pointers.read(block.get().block());
                place = content.size() == 0 ? bytes.place() : place;
                content.writeBytes(bytes.array());
            }
        }
        return pointers.reader().wrap(place, content.toByteArray());
    }

    private static Optional<DasdMenu> parse(Bytes stage2) throws FetchException {
        int banner = 0;
        while (banner < stage2.length() && !stage2.has(banner, BANNER)) {
            banner++;
        }
        int at = banner - PARAMETERS;
        if (banner == stage2.length() || at < 0) {
            return Optional.empty();
        }
        var titles = new TreeMap<Integer, String>();
        for (int i = 0; i < TEXTS; i++) {
            int offset = stage2.u16be(at + 6 + 2 * i);
            if (offset != 0 && at + offset < stage2.length()) {
                titles.put(i, title(stage2.from(at + offset)));
            }
        }
        return Optional.of(new DasdMenu(stage2.u16be(at) != 0, stage2.u16be(at + 2), titles));
    }

    /** Up to the NUL, without the number in front: {@code " 1. first"}. */
    private static String title(Bytes from) throws FetchException {
        return Ebcdic.text(from.untilNul(0, Math.min(from.length(), LONGEST))).strip().replaceFirst("^[0-9]{1,2}\\. *", "");
    }
}
