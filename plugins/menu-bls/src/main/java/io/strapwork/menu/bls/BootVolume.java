package io.strapwork.menu.bls;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigVolume;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;

/**
 * Where {@code loader/} and {@code EFI/} lie, which the specification calls $BOOT.
 *
 * @param root the folder of both; its path ends with a slash
 * @param top  the uppermost folder of the file system that it lies on, or of the server
 */
record BootVolume(BootUri root, BootUri top) {
    static final String LOADER_CONF = "loader/loader.conf";
    static final String ENTRIES = "loader/entries/";
    static final String UNIFIED = "EFI/Linux/";

    /** On a server. */
    BootVolume(BootUri root) {
        this(root, root.withPath("/"));
    }

    /** The same place where it may lie on one of these volumes. */
    BootVolume on(List<ConfigVolume> volumes) {
        return ConfigVolume.holding(root, volumes).map(its -> new BootVolume(root, its.root())).orElse(this);
    }

    /** Of a configuration; of a file elsewhere, the folder that its program counts names from. */
    static BootVolume of(BootUri config, BootUri prefix) {
        String path = config.decodedPath();
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        for (String known : List.of(ENTRIES, UNIFIED)) {
            if (endsWith(folder, known)) {
                return new BootVolume(config.withPath(folder.substring(0, folder.length() - known.length())));
            }
        }
        if (endsWith(path, LOADER_CONF)) {
            return new BootVolume(config.withPath(path.substring(0, path.length() - LOADER_CONF.length())));
        }
        return new BootVolume(prefix.decodedPath().endsWith("/") ? prefix : prefix.withPath(prefix.decodedPath() + "/"));
    }

    /** Of a boot program: what {@code EFI/} lies in, or else its own folder. */
    static BootVolume ofProgram(BootUri program) {
        String path = program.decodedPath();
        int efi = path.toLowerCase(Locale.ROOT).indexOf("/efi/");
        return new BootVolume(program.withPath(path.substring(0, (efi >= 0 ? efi : path.lastIndexOf('/')) + 1)));
    }

    private static boolean endsWith(String path, String known) {
        return path.toLowerCase(Locale.ROOT).endsWith("/" + known.toLowerCase(Locale.ROOT));
    }

    /** @param name from the root on, without a slash in front */
    BootUri file(String name) {
        return root.withPath(root.decodedPath() + name);
    }

    /**
     * The places of a file that an entry names: from $BOOT on, then from the uppermost folder on, as entries have it where $BOOT is a folder of a larger file system.
     *
     * @param written with slashes or backslashes, with or without one in front; or a URI
     * @throws IllegalArgumentException with a sentence for the user
     */
    List<BootUri> places(String written) {
        if (written.contains("://")) {
            return List.of(BootUri.parse(written));
        }
        String name = normal(written);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("it names no file");
        }
        BootUri first = file(name);
        BootUri other = top.withPath(top.decodedPath() + name);
        return first.equals(other) ? List.of(first) : List.of(first, other);
    }

    private static String normal(String written) {
        var folders = new ArrayDeque<String>();
        for (String each : written.replace('\\', '/').split("/", -1)) {
            if (each.equals("..")) {
                folders.pollLast();
            } else if (!each.isEmpty() && !each.equals(".")) {
                folders.addLast(each);
            }
        }
        return String.join("/", folders);
    }
}
