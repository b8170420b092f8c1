package io.strapwork.api.plugin;

import java.util.regex.Pattern;
import org.apiguardian.api.API;

/** A number of bytes, written in a profile as {@code 4096}, {@code "64KiB"}, {@code "512MiB"} or {@code "2GiB"}. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})\\s*(B|KiB|MiB|GiB)?");

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size can't be negative: " + bytes);
        }
    }

    /** @throws IllegalArgumentException when the text is not a size, with a message that shows the form */
    public static ByteSize parse(String text) {
        var form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a size; write 4096, \"64KiB\", \"512MiB\" or \"2GiB\"");
        }
        int shift = form.group(2) == null ? 0 : switch (form.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
        long count = Long.parseLong(form.group(1));
        if (count > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("\"" + text + "\" is more than 8 EiB");
        }
        return new ByteSize(count << shift);
    }

    /** The largest unit that divides it: {@code 64KiB}, {@code 1GiB}, {@code 1000}. */
    @Override
    public String toString() {
        String[] units = {"", "KiB", "MiB", "GiB"};
        int unit = 0;
        long count = bytes;
        while (unit < 3 && count != 0 && count % 1024 == 0) {
            count /= 1024;
            unit++;
        }
        return count + units[unit];
    }
}
