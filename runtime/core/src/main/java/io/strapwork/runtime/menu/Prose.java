package io.strapwork.runtime.menu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells a configuration from an image where neither magic nor name does. */
final class Prose {
    private static final Pattern GRUB = Pattern
            .compile("(?m)^\\s*(menuentry|submenu|set\\s+(default|timeout|prefix|root)=|configfile|insmod|linux(efi|16)?\\s+\\S*/)\\b");
    private static final Pattern PXELINUX = Pattern
            .compile("(?im)^\\s*(label|default|kernel|linux|append|prompt|timeout|include|menu|ui)\\s+\\S");

    private Prose() {}

    /** No NUL or other control character that no editor writes. */
    static boolean isText(MemorySegment head) {
        for (long i = 0; i < head.byteSize(); i++) {
            byte at = head.get(ValueLayout.JAVA_BYTE, i);
            if (at >= 0 && at < ' ' && at != '\t' && at != '\n' && at != '\r' && at != '\f' && at != 0x1b) {
                return false;
            }
        }
        return true;
    }

    /** The reader of a language that the text looks like. */
    static Optional<String> guess(MemorySegment head) {
        String text = new String(head.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
        if (GRUB.matcher(text).find()) {
            return Optional.of("grub");
        }
        return PXELINUX.matcher(text).find() ? Optional.of("pxelinux") : Optional.empty();
    }
}
