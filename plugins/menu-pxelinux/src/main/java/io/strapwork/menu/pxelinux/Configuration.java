package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.BootUri;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a file, with all that it includes, says; filled by {@link ConfigParser}. */
final class Configuration {
    private final BootUri file;
    private final FileNames names;
    private final Menu top = new Menu(null, "");
    private final List<Label> hidden = new ArrayList<>();
    private final Map<String, Label> byText = new HashMap<>();
    private final Map<String, Label> byName = new HashMap<>();
    private final Map<String, Label> byLowerCase = new HashMap<>();

    Menu start = top;
    @Nullable
    Command ui;
    @Nullable
    Command preset;
    @Nullable
    Command onTimeout;
    OptionalLong timeout = OptionalLong.empty();
    OptionalLong totalTimeout = OptionalLong.empty();
    boolean prompt;
    boolean implicit = true;
    boolean shiftKey;
    String append = "";
    long sysappend;

    Configuration(BootUri file, FileNames names) {
        this.file = file;
        this.names = names;
    }

    BootUri file() {
        return file;
    }

    FileNames names() {
        return names;
    }

    Menu top() {
        return top;
    }

    /** MENU HIDE: started by name only. */
    List<Label> hidden() {
        return hidden;
    }

    boolean isEmpty() {
        return top.items().isEmpty() && hidden.isEmpty();
    }

    /** Makes it known by its name; of several with one name the first counts. */
    void named(Label label) {
        byText.putIfAbsent(label.text(), label);
        byName.putIfAbsent(label.name(), label);
        byLowerCase.putIfAbsent(label.name().toLowerCase(Locale.ROOT), label);
    }

    /** By all of the line, as SLOF compares it. */
    Optional<Label> labelOfText(String text) {
        return Optional.ofNullable(byText.get(text));
    }

    /** By its first word. */
    Optional<Label> labelOfName(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** As {@link #labelOfName}, without regard to case. */
    Optional<Label> labelOfAnyCase(String name) {
        return Optional.ofNullable(byLowerCase.get(name.toLowerCase(Locale.ROOT)));
    }

    Optional<Command> ui() {
        return Optional.ofNullable(ui);
    }

    Optional<Command> preset() {
        return Optional.ofNullable(preset);
    }

    Optional<Command> onTimeout() {
        return Optional.ofNullable(onTimeout);
    }
}
