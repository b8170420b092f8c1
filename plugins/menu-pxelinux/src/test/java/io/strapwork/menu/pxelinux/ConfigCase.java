package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.testkit.fake.FakeConfigFiles;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A server with configurations, and the reading of them in a form that tests can compare. */
final class ConfigCase {
    static final String SERVER = "tftp://10.0.2.2/";
    private final FakeConfigFiles files = new FakeConfigFiles();
    private final Map<String, String> facts = new TreeMap<>();
    private String config = SERVER + "boot/pxelinux.cfg/default";
    private String prefix = SERVER + "boot/";

    static ConfigCase of(String... lines) {
        return new ConfigCase().file("pxelinux.cfg/default", lines);
    }

    /** A disk's root is {@code file://localhost/}, its configuration {@code isolinux/isolinux.cfg}. */
    static ConfigCase onDisk(String... lines) {
        var disk = new ConfigCase();
        disk.config = "file://localhost/isolinux/isolinux.cfg";
        disk.prefix = "file://localhost/isolinux/";
        return disk.put(disk.config, lines);
    }

    /** Below the prefix. */
    ConfigCase file(String name, String... lines) {
        return put(prefix + name, lines);
    }

    ConfigCase put(String uri, String... lines) {
        files.put(uri, String.join("\n", lines) + "\n");
        return this;
    }

    ConfigCase fact(String key, String value) {
        facts.put(key, value);
        return this;
    }

    FakeConfigFiles files() {
        return files;
    }

    BootMenu read() {
        try {
            return new PxelinuxMenu().read(new MenuRequest(BootUri.parse(config), BootUri.parse(prefix), facts), files);
        } catch (FetchException e) {
            throw new AssertionError(e);
        }
    }

    /** {@code id: part=path … | command line}, paths without the server. */
    static List<String> entries(BootMenu menu) {
        return menu.entries().stream().map(ConfigCase::entry).toList();
    }

    List<String> entries() {
        return entries(read());
    }

    static List<String> ids(BootMenu menu) {
        return menu.entries().stream().map(BootEntry::id).toList();
    }

    private static String entry(BootEntry entry) {
        String parts = entry.parts().stream().map(part -> part.name() + "=" + path(part)).collect(Collectors.joining(" "));
        return entry.id() + ": " + parts + entry.commandLine().map(line -> " | " + line).orElse("");
    }

    private static String path(PartSource part) {
        String uri = part.uri().toString();
        return uri.startsWith(SERVER) ? uri.substring(SERVER.length() - 1) : uri.replace("file://localhost", "");
    }

    /** {@code line:column what}, for all files. */
    static List<String> remarks(BootMenu menu) {
        return menu.remarks().stream().map(remark -> remark.line() + ":" + remark.column() + " " + remark.what()).toList();
    }

    List<String> remarks() {
        return remarks(read());
    }

    String preset() {
        return read().preset().orElse("none");
    }
}
