package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.FetchException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads statements as {@code com32/elflink/ldlinux/readconfig.c} of Syslinux 6 does: several files count as one, a LABEL lasts until the next one or until a menu
 * begins or ends, and what stands before a LABEL is for all.
 */
final class ConfigParser {
    /** As deep as doc/syslinux.txt promises. */
    private static final int DEEPEST_INCLUDE = 16;
    private static final Set<String> WITHOUT_MEANING_HERE = Set.of("allowoptions", "noescape", "nocomplete", "nohalt", "serial", "console",
            "display", "font",
            "kbdmap", "say", "path", "pxeretry", "sendcookies");
    /** What people write with an equals sign, as in APPEND. */
    private static final Set<String> WITH_EQUALS_SIGN = Set.of("initrd", "kernel", "linux", "append", "fdt", "default", "label", "timeout");

    private static final Set<String> OTHER_PARTS = Set.of("initrd", "fdt", "devicetree", "fdtdir", "devicetreedir", "fdtoverlays",
            "devicetree-overlay");

    private final ConfigFiles files;
    private final Remarks remarks;
    private final Budget budget;
    private final Configuration config;
    private final MenuStatements menus;
    private final Deque<BootUri> open = new ArrayDeque<>();
    private Menu menu;
    private @Nullable Label label;

    ConfigParser(ConfigFiles files, Remarks remarks, Budget budget, Configuration config) {
        this.files = files;
        this.remarks = remarks;
        this.budget = budget;
        this.config = config;
        this.menu = config.top();
        this.menus = new MenuStatements(this, config, remarks);
    }

    /** Reads a file to its end, its includes too. */
    void read(FoundFile file) throws FetchException {
        var lines = new ConfigLines(file.content());
        if (!budget.characters(lines.length())) {
            return;
        }
        open.addLast(file.uri());
        while (lines.next()) {
            Place place = new Place(file.uri(), lines.number(), 1);
            if (lines.cut()) {
                remarks.add(place, "the line has more than " + ConfigLines.LONGEST_LINE + " characters; the rest is ignored", "");
            }
            Statement statement = Statement.of(place, lines.line());
            switch (statement.keyword()) {
                case "menu" -> menus.read(statement.inner(lines.line()));
                case "text" -> skipText(statement, lines);
                default -> read(statement);
            }
        }
        open.removeLast();
    }

    /** The last label ends with the last file. */
    void end() {
        record();
    }

    private void read(Statement statement) throws FetchException {
        if (!readForBoot(statement) && !readForLabel(statement) && !readForAll(statement)) {
            other(statement);
        }
    }

    private boolean readForBoot(Statement statement) throws FetchException {
        switch (statement.keyword()) {
            case "label" -> begin(statement);
            case "append" -> {
                if (label == null) {
                    config.append = statement.rest();
                } else {
                    label.append = statement.rest();
                }
            }
            case "ipappend", "sysappend" -> {
                if (label == null) {
                    config.sysappend = statement.numberOfAnyBase();
                } else {
                    label.sysappend = statement.numberOfAnyBase();
                }
            }
            case "include" -> include(statement);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean readForLabel(Statement statement) {
        Optional<KernelType> type = KernelType.ofKeyword(statement.keyword());
        if (type.isEmpty() && !OTHER_PARTS.contains(statement.keyword())) {
            return false;
        }
        if (label == null) {
            remarks.add(statement.place(), statement.keyword().toUpperCase(Locale.ROOT) + " before the first LABEL has no effect", "");
            return true;
        }
        if (type.isPresent()) {
            label.image(type.orElseThrow(), statement.command());
            return true;
        }
        switch (statement.keyword()) {
            case "initrd" -> label.initrd = statement.command();
            case "fdt", "devicetree" -> label.deviceTree = statement.command();
            default -> remarks.add(statement.place(),
                    Remarks.quote(statement.keyword()) + " chooses device trees by the board, which is unknown here",
                    "name the device tree with FDT");
        }
        return true;
    }

    private boolean readForAll(Statement statement) {
        switch (statement.keyword()) {
            case "default" -> config.preset = statement.command();
            case "ui" -> config.ui = statement.command();
            case "ontimeout" -> config.onTimeout = statement.command();
            case "timeout" -> config.timeout = OptionalLong.of(statement.number());
            case "totaltimeout" -> config.totalTimeout = OptionalLong.of(statement.number());
            case "prompt" -> config.prompt = statement.number() != 0;
            case "implicit" -> config.implicit = statement.number() != 0;
            case "onerror" -> remarks.add(statement.place(), "ONERROR has no effect here", "");
            default -> {
                return false;
            }
        }
        return true;
    }

    private void other(Statement statement) throws FetchException {
        String keyword = statement.keyword();
        int equals = keyword.indexOf('=');
        if (equals > 0 && WITH_EQUALS_SIGN.contains(keyword.substring(0, equals))) {
            remarks.add(statement.place(), "there is an equals sign after the keyword; it is read as a space",
                    "write " + keyword.substring(0, equals) + " …");
            read(statement.withoutEqualsSign(equals));
        } else if (!keyword.isEmpty() && keyword.charAt(0) != '#' && !WITHOUT_MEANING_HERE.contains(keyword) && !isFunctionKey(keyword)) {
            remarks.add(statement.place(), "unknown keyword " + Remarks.quote(keyword), "");
        }
    }

    private static boolean isFunctionKey(String keyword) {
        return keyword.matches("f[0-9]{1,2}");
    }

    private void begin(Statement statement) {
        record();
        if (budget.entry()) {
            label = new Label(statement.place(), statement.rest());
            label.sysappend = config.sysappend;
        }
    }

    /** Ends the label that is open, if there is one. */
    void record() {
        Label done = label;
        label = null;
        if (done == null) {
            return;
        }
        done.inherited = config.append;
        if (done.use != Label.Use.DISABLED) {
            config.named(done);
        }
        if (done.hidden) {
            done.title(done.menuLabel == null ? done.text() : new Menu(null, "").shown(done.menuLabel));
            config.hidden().add(done);
            return;
        }
        done.title(done.menuLabel == null ? done.text() : menu.shown(done.menuLabel));
        menu.add(done);
        if (done.menuDefault && done.use == Label.Use.BOOT) {
            menu.preset(done);
        }
    }

    Optional<Label> label() {
        return Optional.ofNullable(label);
    }

    Menu menu() {
        return menu;
    }

    void enter(Menu other) {
        menu = other;
    }

    boolean mayAddMenu() {
        return budget.entry();
    }

    /** INCLUDE and MENU INCLUDE; with a tag the file is a submenu. */
    void include(Statement statement) throws FetchException {
        String name = statement.firstWord();
        Optional<FoundFile> file = FoundFile.find(config.names().places(name), files);
        if (file.isEmpty()) {
            remarks.add(statement.place(), "the included file " + Remarks.quote(name) + " does not exist", "");
        } else if (open.contains(file.orElseThrow().uri())) {
            remarks.add(statement.place(), "the file " + Remarks.quote(name) + " includes itself; it is read once", "");
        } else if (open.size() >= DEEPEST_INCLUDE) {
            remarks.add(statement.place(),
                    "includes are nested more than " + DEEPEST_INCLUDE + " deep; " + Remarks.quote(name) + " is ignored", "");
        } else {
            Menu around = menu;
            String tag = statement.afterFirstWord();
            if (!tag.isEmpty()) {
                menus.begin(statement.place(), tag);
            }
            read(file.orElseThrow());
            if (menu != around) {
                record();
                menu = around;
            }
        }
    }

    private void skipText(Statement statement, ConfigLines lines) {
        while (lines.next()) {
            if (Statement.of(statement.place(), lines.line()).keyword().equals("endtext")) {
                return;
            }
        }
        remarks.add(statement.place(), "TEXT has no ENDTEXT: it extends to the end of the file", "");
    }
}
