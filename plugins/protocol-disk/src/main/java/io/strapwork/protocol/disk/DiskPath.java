package io.strapwork.protocol.disk;

import io.strapwork.api.fetch.BootUri;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a {@code disk:} URI names. */
sealed interface DiskPath {
    /** On the volume, beginning with a slash. */
    String path();

    /**
     * A place by number.
     *
     * @param disk      its number from 0 on, or its serial number in lower case
     * @param partition 0 for the whole disk
     */
    record Numbered(String disk, int partition, String path) implements DiskPath {}

    /**
     * A volume by what it says of itself, or its partition table of it.
     *
     * @param key   {@code "uuid"}, {@code "label"}, {@code "partuuid"}, {@code "partlabel"}
     * @param value in lower case
     */
    record Tagged(String key, String value, String path) implements DiskPath {}

    /** What may stand before an equals sign. */
    Set<String> TAGS = Set.of("uuid", "label", "partuuid", "partlabel");

    /** Empty when it names no place on a disk. */
    static Optional<DiskPath> of(BootUri uri) {
        String host = uri.host().toLowerCase(Locale.ROOT);
        String path = uri.decodedPath();
        int equals = host.indexOf('=');
        if (equals > 0 && TAGS.contains(host.substring(0, equals))) {
            return equals + 1 < host.length()
                    ? Optional.of(new Tagged(host.substring(0, equals), host.substring(equals + 1), path.isEmpty() ? "/" : path))
                    : Optional.empty();
        }
        int slash = path.indexOf('/', 1);
        String number = slash < 0 ? path.substring(Math.min(1, path.length())) : path.substring(1, slash);
        if (!number.matches("[0-9]{1,4}")) {
            return Optional.empty();
        }
        return Optional.of(new Numbered(host, Integer.parseInt(number), slash < 0 ? "/" : path.substring(slash)));
    }
}
