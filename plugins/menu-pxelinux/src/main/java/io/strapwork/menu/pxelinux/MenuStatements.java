package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.FetchException;
import java.util.Optional;
import java.util.Set;

/** The statements that begin with MENU. */
final class MenuStatements {
    private static final int DEEPEST = 32;
    private static final Set<String> LOOKS = Set.of("background", "color", "colour", "msgcolor", "msgcolour", "autoboot", "tabmsg",
            "notabmsg", "passprompt", "indent",
            "hidden", "save", "nosave", "master", "clear", "resolution", "immediate", "noimmediate", "hekey", "width", "margin",
            "passwordmargin", "rows", "tabmsgrow",
            "cmdlinerow", "endrow", "passwordrow", "timeoutrow", "helpmsgrow", "helpmsgendrow", "hshift", "vshift", "hiddenrow",
            "hiddenkey");

    private final ConfigParser parser;
    private final Configuration config;
    private final Remarks remarks;
    /** Menus that were begun too deep, and not yet ended. */
    private int tooDeep;

    MenuStatements(ConfigParser parser, Configuration config, Remarks remarks) {
        this.parser = parser;
        this.config = config;
        this.remarks = remarks;
    }

    void read(Statement statement) throws FetchException {
        if (!readForLabel(statement) && !readForMenus(statement) && !statement.keyword().isEmpty()
                && !LOOKS.contains(statement.keyword())) {
            remarks.add(statement.place(), "unknown keyword MENU " + Remarks.quote(statement.keyword()), "");
        }
    }

    private boolean readForLabel(Statement statement) {
        Optional<Label> label = parser.label();
        switch (statement.keyword()) {
            case "label" -> label.ifPresentOrElse(it -> it.menuLabel = statement.rest(), () -> parser.menu().label(statement.rest()));
            case "default" -> label.ifPresentOrElse(it -> it.menuDefault = true, this::presetOfParent);
            case "hide" -> label.ifPresent(it -> it.hidden = true);
            case "disable", "disabled" -> label.ifPresent(it -> it.use = Label.Use.DISABLED);
            case "goto", "exit", "quit" -> label.filter(it -> it.use == Label.Use.BOOT).ifPresent(it -> it.use = Label.Use.NAVIGATION);
            case "passwd" -> remarks.add(statement.place(), "the password is not asked for here", "");
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean readForMenus(Statement statement) throws FetchException {
        switch (statement.keyword()) {
            case "title" -> parser.menu().title(statement.rest());
            case "begin" -> begin(statement.place(), statement.rest());
            case "end" -> end(statement.place());
            case "separator" -> parser.record();
            case "start" -> config.start = parser.menu();
            case "shiftkey" -> config.shiftKey = true;
            case "include" -> parser.include(statement);
            case "onerror" -> remarks.add(statement.place(), "MENU ONERROR has no effect here", "");
            default -> {
                return false;
            }
        }
        return true;
    }

    private void presetOfParent() {
        Menu menu = parser.menu();
        menu.parent().ifPresent(parent -> parent.preset(menu));
    }

    /** Begins a submenu of the one that is open. */
    void begin(Place place, String tag) {
        parser.record();
        if (parser.menu().depth() >= DEEPEST) {
            tooDeep++;
            remarks.add(place, "menus are nested more than " + DEEPEST + " deep; this one is merged into the one around it", "");
        } else if (parser.mayAddMenu()) {
            Menu menu = new Menu(parser.menu(), tag);
            parser.menu().add(menu);
            parser.enter(menu);
        } else {
            tooDeep++;
        }
    }

    private void end(Place place) {
        parser.record();
        if (tooDeep > 0) {
            tooDeep--;
            return;
        }
        Optional<Menu> parent = parser.menu().parent();
        parent.ifPresentOrElse(parser::enter, () -> remarks.add(place, "MENU END has no MENU BEGIN", ""));
    }
}
