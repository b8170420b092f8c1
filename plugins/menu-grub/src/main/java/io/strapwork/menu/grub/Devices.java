package io.strapwork.menu.grub;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.MenuRequest;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** GRUB's device names and paths, as URIs. */
final class Devices {
    private static final Set<String> NETWORK = Set.of("http", "https", "tftp");
    /** Names of disks and of what is on them; anything else in parentheses can't be a device here. */
    private static final Pattern DISK = Pattern
            .compile("(hd|fd|cd|vd|ata|ahci|scsi|usb|nvme|lvm|lvmid|md|mduuid|crypto|cryptouuid|ieee1275|ofdisk|efi)"
                    + "([0-9/,].*)?");
    private static final Pattern PARTITION_SCHEME = Pattern.compile(",[a-z]+(?=[0-9])");

    private final BootUri config;
    private final List<ConfigVolume> volumes;
    private final String defaultServer;
    private final Map<String, String> loops = new HashMap<>();
    private final ConfigVolume home;

    Devices(MenuRequest request, List<ConfigVolume> volumes) {
        this.config = request.config();
        this.volumes = volumes;
        this.defaultServer = NETWORK.contains(config.scheme()) ? host(config) : request.fact(MenuRequest.NEXT_SERVER).orElse("");
        this.home = ConfigVolume.holding(config, volumes).orElseGet(() -> alone(config));
    }

    /** Of a server, or of a file system that nobody named. */
    private static ConfigVolume alone(BootUri config) {
        String name = NETWORK.contains(config.scheme()) ? config.scheme() + "," + server(config) : "hd0";
        return new ConfigVolume(name, config.withPath("/"), Optional.empty(), Optional.empty());
    }

    private static String host(BootUri uri) {
        return uri.host().contains(":") ? "[" + uri.host() + "]" : uri.host();
    }

    private static String server(BootUri uri) {
        return host(uri) + (uri.port().isPresent() ? ":" + uri.port().getAsInt() : "");
    }

    /** What {@code $net_default_server} is; may be empty. */
    String defaultServer() {
        return defaultServer;
    }

    /** Where the configuration is. */
    ConfigVolume home() {
        return home;
    }

    /** In the order that a search goes through them. */
    List<ConfigVolume> all() {
        return volumes.isEmpty() ? List.of(home) : volumes;
    }

    /** There is one file system, and all that a configuration names is on it or nowhere. */
    boolean single() {
        return volumes.isEmpty() || volumes.size() == 1 && volumes.contains(home);
    }

    boolean onNetwork() {
        return NETWORK.contains(home.root().scheme());
    }

    /** As GRUB writes it: {@code (device)/path}. */
    String nameOf(BootUri file) {
        ConfigVolume volume = ConfigVolume.holding(file, volumes).orElseGet(() -> alone(file));
        return "(" + volume.name() + ")/" + file.decodedPath().substring(volume.root().decodedPath().length());
    }

    void loop(String name, String file) {
        loops.put(name, file);
    }

    void endLoop(String name) {
        loops.remove(name);
    }

    /** Where a file is. */
    sealed interface Place {}

    /**
     * @param name    of the device that was named but isn't there, when the only one is taken for it; else empty
     * @param guessed nothing says that the only one was meant: it counts only if the file is there
     */
    record Here(BootUri uri, Optional<BootUri> otherwise, String name, boolean guessed) implements Place {}

    record Nowhere(String why) implements Place {}

    Optional<ConfigVolume> volume(String device) {
        return all().stream().filter(volume -> sameDevice(volume.name(), device)).findFirst()
                .or(() -> sameDevice(home.name(), device) ? Optional.of(home) : Optional.empty())
                .or(() -> all().stream().filter(volume -> volume.uuid().filter(device::equalsIgnoreCase).isPresent()).findFirst());
    }

    private static boolean sameDevice(String a, String b) {
        return a.equals(b) || PARTITION_SCHEME.matcher(a).replaceAll(",").equals(PARTITION_SCHEME.matcher(b).replaceAll(","))
                && (PARTITION_SCHEME.matcher(a).find() != PARTITION_SCHEME.matcher(b).find());
    }

    /**
     * The place of {@code (device)/path}, {@code /path} or {@code path}.
     *
     * @param root   what {@code $root} is
     * @param prefix what {@code $prefix} is; a relative name may be meant to be below it
     */
    Place locate(String name, String root, String prefix) {
        String device = root;
        String path = name;
        if (name.startsWith("(")) {
            int end = name.indexOf(')');
            if (end < 0) {
                return new Nowhere("\"" + name + "\" names no file");
            }
            device = name.substring(1, end);
            path = name.substring(end + 1);
        }
        if (device.isEmpty()) {
            return new Nowhere("$root is empty");
        }
        if (!path.startsWith("/") && !path.isEmpty() && !name.startsWith("(") && prefix.startsWith("(" + root + ")/")) {
            Place below = locate(prefix + "/" + path, root, "");
            if (below instanceof Here other && onDevice(device, "/" + path) instanceof Here here) {
                return new Here(here.uri(), Optional.of(other.uri()), here.name(), here.guessed());
            }
        }
        return onDevice(device, path);
    }

    private Place onDevice(String device, String path) {
        String image = loops.get(device);
        if (image != null) {
            return new Nowhere("it is inside the image " + image);
        }
        Optional<ConfigVolume> volume = volume(device);
        try {
            if (volume.isPresent()) {
                return new Here(below(volume.get().root(), path), Optional.empty(), "", false);
            }
            Optional<BootUri> server = server(device);
            if (server.isPresent()) {
                return new Here(below(server.get(), path), Optional.empty(), "", false);
            }
            if (single() && DISK.matcher(device).matches()) {
                return new Here(below(home.root(), path), Optional.empty(), device, onNetwork());
            }
        } catch (IllegalArgumentException e) {
            return new Nowhere("\"(" + device + ")" + path + "\" is not an address");
        }
        return new Nowhere("there is no device (" + device + ")");
    }

    /** {@code http,host}, {@code tftp,host:port}, {@code http,host,port}, {@code pxe}, {@code pxe:host}. */
    private Optional<BootUri> server(String device) {
        String pxe = device.equals("pxe") || device.startsWith("pxe:") ? "tftp" + device.substring(3).replaceFirst("^:", ",") : device;
        int comma = pxe.indexOf(',');
        String scheme = (comma < 0 ? pxe : pxe.substring(0, comma)).toLowerCase(Locale.ROOT);
        if (!NETWORK.contains(scheme)) {
            return Optional.empty();
        }
        String server = comma < 0 ? defaultServer : pxe.substring(comma + 1).replace(',', ':');
        if (server.chars().filter(c -> c == ':').count() > 1 && !server.startsWith("[")) {
            server = "[" + server + "]";
        }
        if (scheme.equals(config.scheme()) && server.equalsIgnoreCase(server(config))) {
            return Optional.of(config.withPath("/"));
        }
        return Optional.of(BootUri.parse(scheme + "://" + server + "/"));
    }

    /** GRUB sends a path to an HTTP server as it is written: what is percent-encoded stays so, and a question mark begins a query. */
    private static BootUri below(BootUri root, String path) {
        boolean http = root.scheme().startsWith("http");
        int mark = http ? path.indexOf('?') : -1;
        String file = mark < 0 ? path : path.substring(0, mark);
        String onVolume = normalize("/" + (http ? Percent.decode(file) : file));
        BootUri uri = root.withPath(root.decodedPath() + onVolume.substring(1));
        if (mark < 0 || root.userInfo().isPresent()) {
            return uri;
        }
        return BootUri.parse(uri + "?" + Percent.encodeQuery(path.substring(mark + 1)));
    }

    /** Without doubled slashes and dots. */
    static String normalize(String path) {
        if (!path.contains("//") && !path.contains("/.") && path.startsWith("/")) {
            return path;
        }
        var kept = new ArrayDeque<String>();
        for (String part : path.split("/", -1)) {
            switch (part) {
                case "", "." -> {
                }
                case ".." -> kept.pollLast();
                default -> kept.addLast(part);
            }
        }
        boolean folder = path.endsWith("/") || path.endsWith("/.") || path.endsWith("/..");
        return "/" + String.join("/", kept) + (folder && !kept.isEmpty() ? "/" : "");
    }
}
