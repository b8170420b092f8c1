package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.PartSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that commands change: an iPXE between two commands. A copy runs on its own; the original must not run any more. */
final class Session {
    /** Settings, images and items of a menu together: more than any script of the field has. */
    private static final int MOST_THINGS = 4_096;
    private static final int MOST_BLOCKS = 64;

    private final Settings settings;
    /** A new list for each change, as copies share it. */
    private List<Image> images;
    private List<Choice> menus;
    private final Budget budget;
    private @Nullable Image selected;
    /** What was selected in the last choice. */
    private final @Nullable Image selectedBefore;
    private @Nullable Frame frame;
    private boolean trustedOnly;
    private boolean trustPermanent;
    private final Set<Frame> passed = new HashSet<>();
    private Optional<Failure> lastFailure = Optional.empty();

    Session(Settings settings, Frame frame, Budget budget) {
        this.settings = settings;
        this.frame = frame;
        this.budget = budget;
        images = List.of();
        menus = List.of();
        selectedBefore = null;
    }

    private Session(Session other) {
        settings = new Settings(other.settings);
        frame = other.frame;
        budget = other.budget.forked();
        images = other.images;
        menus = other.menus;
        selected = other.selected;
        selectedBefore = other.selected;
        trustedOnly = other.trustedOnly;
        trustPermanent = other.trustPermanent;
    }

    Session copy() {
        return new Session(this);
    }

    Budget budget() {
        return budget;
    }

    @Nullable
    Frame frame() {
        return frame;
    }

    void frame(@Nullable Frame now) {
        frame = now;
    }

    /** @return whether the run was here before, and nothing has changed since: it would loop forever */
    boolean passes(Frame here) {
        return !passed.add(here);
    }

    private void changed(Source where) throws FetchException {
        passed.clear();
        if (settings.count() + images.size() + menus.stream().mapToInt(menu -> menu.items().size() + 1).sum() > MOST_THINGS) {
            throw IpxeProblems.tooMany(where, MOST_THINGS);
        }
        if (settings.blocks() > MOST_BLOCKS) {
            throw IpxeProblems.tooMany(where, MOST_BLOCKS);
        }
    }

    Optional<Failure> lastFailure() {
        return lastFailure;
    }

    void failed(Failure failure) {
        lastFailure = Optional.of(failure);
    }

    // settings

    Optional<Settings.Value> fetch(SettingName name) {
        return settings.fetch(name);
    }

    boolean rootHas(String key) {
        return settings.rootHas(key);
    }

    void store(SettingName name, Settings.Value value, Source where) throws FetchException {
        if (settings.store(name.block(), name.key(), value)) {
            changed(where);
        }
    }

    void clear(SettingName name, Source where) throws FetchException {
        if (settings.clear(name.block(), name.key())) {
            changed(where);
        }
    }

    /** A word with each <code>${…}</code> replaced, the inner ones first, until none is left. */
    String expand(String word, BootUri here, Source where) throws FetchException {
        budget.word(word.length(), where);
        String text = word;
        for (int end = end(text); end >= 0; end = end(text)) {
            int start = text.lastIndexOf("${", end);
            String value = SettingName.parse(text.substring(start + 2, end)).flatMap(name -> settings.text(name, here)).orElse("");
            text = text.substring(0, start) + value + text.substring(end + 1);
            budget.step(where);
            budget.word(text.length(), where);
        }
        return text;
    }

    /** The first brace that ends a setting. */
    private static int end(String text) {
        int start = text.indexOf("${");
        return start < 0 ? -1 : text.indexOf('}', start);
    }

    // images

    Optional<Image> image(String name) {
        return images.stream().filter(image -> image.name().equals(name)).findFirst();
    }

    Optional<Image> selected() {
        return Optional.ofNullable(selected);
    }

    /** What the run itself has selected. */
    Optional<Image> newlySelected() {
        return selected().filter(image -> !image.equals(selectedBefore));
    }

    void add(Image image, Source where) throws FetchException {
        images(Stream.concat(images.stream(), Stream.of(image)), where);
    }

    /** Puts an image where another one was. */
    void replace(Image old, Image now, Source where) throws FetchException {
        if (old.equals(selected)) {
            selected = now;
        }
        if (!old.equals(now)) {
            images(images.stream().map(image -> image.equals(old) ? now : image), where);
        }
    }

    void select(Image image, Source where) throws FetchException {
        if (!image.equals(selected)) {
            selected = image;
            changed(where);
        }
    }

    void free(Image image, Source where) throws FetchException {
        if (image.equals(selected)) {
            selected = null;
        }
        if (images.contains(image)) {
            images(images.stream().filter(other -> !other.equals(image)), where);
        }
    }

    private void images(Stream<Image> now, Source where) throws FetchException {
        images = now.toList();
        changed(where);
    }

    List<Image> images() {
        return images;
    }

    /** What a kernel is started with: itself, and all that was fetched beside it. */
    Outcome.Boots boots(Image kernel, boolean started) {
        var parts = new ArrayList<PartSource>();
        var leftOut = new ArrayList<Image>();
        parts.add(new PartSource("kernel", kernel.uri()));
        for (Image image : images) {
            if (image.role() == Image.Role.DEVICE_TREE) {
                parts.add(new PartSource("dtb", image.uri()));
            } else if (image.role() == Image.Role.PART && !image.equals(kernel)) {
                if (image.arguments().filter(text -> !text.isEmpty()).isPresent()) {
                    leftOut.add(image);
                } else {
                    parts.add(new PartSource("initrd", image.uri()));
                }
            }
        }
        String name = kernel.name().isEmpty() ? kernel.uri().host() : kernel.name();
        return new Outcome.Boots(name, List.copyOf(parts), kernel.arguments().filter(text -> !text.isEmpty()), started,
                List.copyOf(leftOut));
    }

    boolean trustedOnly() {
        return trustedOnly;
    }

    /** @return whether it could be changed */
    boolean trust(boolean only, boolean permanent, Source where) throws FetchException {
        if (!trustPermanent) {
            if (trustedOnly != only) {
                changed(where);
            }
            trustedOnly = only;
            trustPermanent = permanent;
        }
        return trustedOnly == only;
    }

    // menus

    Optional<Choice> menu(Optional<String> name) {
        return menus.stream().filter(menu -> menu.name().equals(name)).findFirst();
    }

    /** Takes the place of a menu of the same name. */
    void put(Choice menu, Source where) throws FetchException {
        menus = Stream.concat(menus.stream().filter(old -> !old.name().equals(menu.name())), Stream.of(menu)).toList();
        changed(where);
    }

    void remove(Choice menu, Source where) throws FetchException {
        if (menu(menu.name()).isPresent()) {
            menus = menus.stream().filter(old -> !old.name().equals(menu.name())).toList();
            changed(where);
        }
    }
}
