package io.strapwork.machine.disks;

import io.strapwork.api.link.DiskGeometry;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts that a profile has for its disks, and all that is wrong with them. */
final class DiskTexts {
    private static final String WHERE = "machine.disks";
    private static final String NO_IMAGE = "SW-M601";
    private static final String SETTING = "SW-M604";
    private static final String TOGETHER = "SW-M605";
    private static final Pattern GEOMETRY = Pattern.compile("([0-9]{1,5})/([0-9]{1,3})/([0-9]{1,3})");
    /** What virtio has room for (1.3, 5.2.6), without what would need quoting somewhere. */
    private static final Pattern SERIAL = Pattern.compile("[A-Za-z0-9._+-]{1,20}");
    private static final List<String> KEYS = List.of("serial", "block-size", "format", "geometry", "writable");
    private static final int LARGEST_BLOCK = 32768;

    private final List<Problem> problems = new ArrayList<>();

    List<DiskImage> parse(List<Path> texts) {
        if (texts.size() > DiskImage.MOST) {
            wrong(TOGETHER, "the machine has " + texts.size() + " disks", "a machine can have " + DiskImage.MOST);
        }
        var images = new ArrayList<DiskImage>();
        for (Path text : texts) {
            image(text).ifPresent(images::add);
        }
        var serials = new ArrayList<String>();
        for (DiskImage image : images) {
            image.serial().filter(serial -> serials.contains(serial) || !serials.add(serial))
                    .ifPresent(serial -> wrong(TOGETHER, "two disks have the serial number " + serial, "give each another one"));
        }
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
        return images;
    }

    private Optional<DiskImage> image(Path text) {
        List<String> parts = split(text.toString());
        Map<String, String> settings = settings(text, parts.subList(1, parts.size()));
        Path file = Path.of(parts.getFirst()).toAbsolutePath().normalize();
        ImageFormat format = format(settings);
        boolean writable = writable(settings);
        Optional<String> serial = serial(settings);
        Optional<Integer> blockSize = blockSize(settings);
        Optional<DiskGeometry> geometry = geometry(settings);
        int before = problems.size();
        Optional<Long> bytes = bytes(file);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            var look = ImageLook.at(file, bytes.get());
            look.refusal(format).ifPresent(why -> wrong("SW-M603", file + " " + why.what(), why.hint()));
            ImageLook.Guess guess = look.guess(format);
            boolean guessed = blockSize.isEmpty() && settings.get("geometry") == null;
            if (problems.size() > before) {
                return Optional.empty();
            }
            return Optional.of(new DiskImage(file, bytes.get(), format, writable, serial, blockSize.orElse(guess.blockSize()),
                    settings.containsKey("geometry") || blockSize.isPresent() ? geometry : guess.geometry(),
                    guessed ? guess.why() : "as the profile says"));
        } catch (IOException e) {
            unreadable(file, e);
            return Optional.empty();
        }
    }

    private Optional<Long> bytes(Path file) {
        if (!Files.exists(file)) {
            wrong(NO_IMAGE, "there is no file " + file, "correct the path; it is relative to the profile");
            return Optional.empty();
        }
        if (!Files.isRegularFile(file)) {
            wrong(NO_IMAGE, file + " is not a file", "name an image of a disk");
            return Optional.empty();
        }
        try {
            long bytes = Files.size(file);
            if (bytes < DiskImage.SECTOR) {
                wrong(NO_IMAGE, file + " has " + bytes + " bytes, less than a sector of a disk", "name an image of a disk");
                return Optional.empty();
            }
            return Optional.of(bytes);
        } catch (IOException e) {
            unreadable(file, e);
            return Optional.empty();
        }
    }

    private void unreadable(Path file, IOException e) {
        problems.add(new Problem("SW-M602", Blame.HOST, WHERE, "the disk image " + file + " can't be read: " + e.getMessage(),
                "allow this user to read it"));
    }

    /** At single commas; two are one of the text. */
    private static List<String> split(String text) {
        var parts = new ArrayList<String>();
        for (String part : text.replace(",,", "\0").split(",", -1)) {
            parts.add(part.replace('\0', ','));
        }
        return parts;
    }

    private Map<String, String> settings(Path text, List<String> parts) {
        var settings = new LinkedHashMap<String, String>();
        for (String part : parts) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            if (!KEYS.contains(key)) {
                wrong(SETTING, "the disk " + text + " has an unknown setting \"" + key + "\"",
                        "known are " + String.join(", ", KEYS) + "; write a comma of the path itself twice");
            } else if (settings.putIfAbsent(key, equals < 0 ? "" : part.substring(equals + 1)) != null) {
                wrong(SETTING, "the disk " + text + " has the setting \"" + key + "\" twice", "remove one");
            }
        }
        return settings;
    }

    private ImageFormat format(Map<String, String> settings) {
        String text = settings.getOrDefault("format", "raw");
        if (!text.equals("raw") && !text.equals("qcow2")) {
            setting("format", text, "raw or qcow2");
        }
        return text.equals("qcow2") ? ImageFormat.QCOW2 : ImageFormat.RAW;
    }

    private boolean writable(Map<String, String> settings) {
        String text = settings.getOrDefault("writable", "false");
        if (!List.of("", "true", "false").contains(text)) {
            setting("writable", text, "nothing, true or false");
        }
        return !text.equals("false");
    }

    private Optional<String> serial(Map<String, String> settings) {
        String text = settings.get("serial");
        if (text != null && !SERIAL.matcher(text).matches()) {
            setting("serial", text, "1 to 20 letters, digits, dots, hyphens, underscores, pluses");
        }
        return Optional.ofNullable(text);
    }

    private Optional<Integer> blockSize(Map<String, String> settings) {
        String text = settings.get("block-size");
        if (text == null) {
            return Optional.empty();
        }
        int size = text.matches("[0-9]{3,5}") ? Integer.parseInt(text) : 0;
        if (size < DiskImage.SECTOR || size > LARGEST_BLOCK || Integer.bitCount(size) != 1) {
            setting("block-size", text, "a power of two from " + DiskImage.SECTOR + " to " + LARGEST_BLOCK + ", in bytes");
            return Optional.of(DiskImage.SECTOR);
        }
        return Optional.of(size);
    }

    private Optional<DiskGeometry> geometry(Map<String, String> settings) {
        String text = settings.getOrDefault("geometry", "none");
        Matcher matcher = GEOMETRY.matcher(text);
        if (text.equals("none")) {
            return Optional.empty();
        }
        if (matcher.matches()) {
            var geometry = new DiskGeometry(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)));
            // as QEMU limits them (hw/block/virtio-blk.c)
            if (geometry.cylinders() >= 1 && geometry.cylinders() <= 65535 && geometry.heads() >= 1 && geometry.heads() <= 255
                    && geometry.sectors() >= 1 && geometry.sectors() <= 255) {
                return Optional.of(geometry);
            }
        }
        setting("geometry", text, "cylinders/heads/sectors, such as 136/15/12, or none");
        return Optional.empty();
    }

    private void setting(String key, String text, String allowed) {
        wrong(SETTING, "a disk's setting " + key + " is \"" + text + "\"", "write " + allowed);
    }

    private void wrong(String code, String what, String hint) {
        problems.add(new Problem(code, Blame.USER, WHERE, what, hint));
    }
}
