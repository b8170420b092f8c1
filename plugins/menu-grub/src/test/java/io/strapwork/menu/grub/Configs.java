package io.strapwork.menu.grub;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.Remark;
import io.strapwork.testkit.fake.FakeConfigFiles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A server with configurations, to be read. */
final class Configs {
    private final FakeConfigFiles files = new FakeConfigFiles();
    private final String root;
    private final Map<String, String> facts = new HashMap<>(
            Map.of(MenuRequest.MAC, "52:54:00:77:00:01", MenuRequest.IP, "10.0.2.15", MenuRequest.ARCHITECTURE, "x86_64"));

    private Configs(String root) {
        this.root = root;
    }

    /** {@code "tftp://10.0.2.2/"}. */
    static Configs at(String root) {
        return new Configs(root);
    }

    /** One file system without a name. */
    static Configs local() {
        return new Configs("file://localhost/");
    }

    Configs with(String path, String text) {
        files.put(root + path, text);
        return this;
    }

    Configs fact(String key, String value) {
        facts.put(key, value);
        return this;
    }

    Configs volume(String name, String folder, String uuid, String label) {
        files.volume(new ConfigVolume(name, BootUri.parse(root + folder), Optional.of(uuid), Optional.of(label)));
        return this;
    }

    FakeConfigFiles files() {
        return files;
    }

    MenuRequest request(String path) {
        BootUri config = BootUri.parse(root + path);
        return new MenuRequest(config, config.withPath(config.decodedPath().substring(0, config.decodedPath().lastIndexOf('/') + 1)),
                facts);
    }

    BootMenu read(String path) throws FetchException {
        return new GrubMenuReader().read(request(path), files);
    }

    /** Reads this text as {@code /boot/grub/grub.cfg}. */
    static BootMenu menu(String text) throws FetchException {
        return local().with("boot/grub/grub.cfg", text).read("boot/grub/grub.cfg");
    }

    /** The command line of what a script loads: a way to see the values of its variables. */
    static String shown(String script, String arguments) throws FetchException {
        return only(menu(script + "\nmenuentry shown {\nlinux /vmlinuz " + arguments + "\n}\n"), "shown").commandLine().orElse("");
    }

    static BootEntry only(BootMenu menu, String id) {
        return menu.entries().stream().filter(entry -> entry.id().equals(id)).findFirst()
                .orElseThrow(() -> new AssertionError("no " + id + " in " + menu.entries() + " " + menu.remarks()));
    }

    static List<String> titles(BootMenu menu) {
        return menu.entries().stream().map(BootEntry::title).toList();
    }

    static List<String> ids(BootMenu menu) {
        return menu.entries().stream().map(BootEntry::id).toList();
    }

    /** {@code "kernel /vmlinuz"} for each part, with only the path of its URI. */
    static List<String> parts(BootEntry entry) {
        return entry.parts().stream().map(part -> part.name() + " " + part.uri().decodedPath()).toList();
    }

    /** One case a line: its columns have {@code " | "} between them, and blanks around them don't count. */
    static Stream<Arguments> table(String lines) {
        return lines.lines()
                .map(line -> Arguments.of((Object[]) Stream.of(line.split(" \\| ", -1)).map(String::strip).toArray(String[]::new)));
    }

    /** {@code "LINE:COLUMN what"}. */
    static List<String> remarks(BootMenu menu) {
        return menu.remarks().stream().map(Configs::text).toList();
    }

    private static String text(Remark remark) {
        return remark.line() + ":" + remark.column() + " " + remark.what();
    }
}
