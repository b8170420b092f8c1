package io.strapwork.menu.ipxe;

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

/** A server with scripts, and a machine that reads the first one. */
final class Scripts {
    static final String ROOT = "http://10.0.2.2/boot/";
    private final FakeConfigFiles files = new FakeConfigFiles();
    private final Map<String, String> facts = new TreeMap<>(Map.of(MenuRequest.MAC, "52:54:00:12:34:56", MenuRequest.IP, "10.0.2.15",
            MenuRequest.ARCHITECTURE, "x86_64", MenuRequest.NEXT_SERVER, "10.0.2.2"));

    /** @param lines without {@code #!ipxe} */
    static Scripts of(String... lines) {
        return new Scripts().put("start.ipxe", lines);
    }

    Scripts put(String name, String... lines) {
        return raw(name, "#!ipxe\n" + String.join("\n", lines) + "\n");
    }

    Scripts raw(String name, String text) {
        files.put(ROOT + name, text);
        return this;
    }

    Scripts raw(String name, byte[] content) {
        files.put(ROOT + name, content);
        return this;
    }

    Scripts fact(String key, String value) {
        facts.put(key, value);
        return this;
    }

    FakeConfigFiles files() {
        return files;
    }

    BootMenu read() throws FetchException {
        return new IpxeMenu().read(request(), files);
    }

    BootMenu read(Budget budget) throws FetchException {
        return new Exploration(new Desk(request(), files)).read(budget);
    }

    private MenuRequest request() {
        BootUri config = BootUri.parse(ROOT + "start.ipxe");
        return new MenuRequest(config, config.resolve("."), facts);
    }

    /** The only entry. */
    BootEntry entry() throws FetchException {
        List<BootEntry> entries = read().entries();
        if (entries.size() != 1) {
            throw new AssertionError(read().toString());
        }
        return entries.getFirst();
    }

    /** What a script's {@code kernel k …} gets as its command line. */
    static String commandLine(String... lines) throws FetchException {
        return of(lines).entry().commandLine().orElse("");
    }

    static String kernel(BootEntry entry) {
        return entry.parts().stream().filter(part -> part.name().equals("kernel")).findFirst().orElseThrow().uri().toString();
    }

    static List<String> initrds(BootEntry entry) {
        return entry.parts().stream().filter(part -> part.name().equals("initrd")).map(PartSource::uri).map(BootUri::toString).toList();
    }
}
