package io.strapwork.menu.bls;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.fetch.Remark;
import io.strapwork.testkit.fake.FakeConfigFiles;
import java.util.List;
import java.util.Map;

/** Reads configurations of files in memory. */
final class Menus {
    static final String ROOT = "http://10.0.2.2/";
    static final String CONF = ROOT + "loader/loader.conf";
    static final String ENTRIES = ROOT + "loader/entries/";

    private Menus() {}

    static BootMenu read(FakeConfigFiles files, String config) {
        return read(files, config, "x86_64");
    }

    static BootMenu read(FakeConfigFiles files, String config, String architecture) {
        var uri = BootUri.parse(config);
        try {
            return new BlsReader().read(new MenuRequest(uri, uri.withPath("/"), Map.of(MenuRequest.ARCHITECTURE, architecture)), files);
        } catch (FetchException e) {
            throw new AssertionError(e.problem().toString(), e);
        }
    }

    /** An entry that is the only one in its folder. */
    static BootMenu entry(String text) {
        return read(new FakeConfigFiles().put(ENTRIES + "a.conf", text), ENTRIES + "a.conf");
    }

    static List<String> ids(BootMenu menu) {
        return menu.entries().stream().map(BootEntry::id).toList();
    }

    static List<String> titles(BootMenu menu) {
        return menu.entries().stream().map(BootEntry::title).toList();
    }

    /** {@code "kernel /vmlinuz"}, one a part. */
    static List<String> parts(BootEntry entry) {
        return entry.parts().stream().map(Menus::part).toList();
    }

    private static String part(PartSource part) {
        return part.name() + " " + part.uri().decodedPath()
                + part.range().map(range -> " [" + range.offset() + "+" + range.length() + "]").orElse("");
    }

    static List<String> remarks(BootMenu menu) {
        return menu.remarks().stream().map(Remark::what).toList();
    }
}
