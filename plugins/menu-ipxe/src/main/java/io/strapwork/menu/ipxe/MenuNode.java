package io.strapwork.menu.ipxe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A menu that a script asks in, and where its items lead. */
final class MenuNode {
    /** Menus within each other: more is a loop that looks new each time. */
    private static final int DEPTH = 8;

    private final Choice.Asked asked;
    private final @Nullable MenuNode above;
    private final int depth;
    private final List<Slot> slots = new ArrayList<>();
    private @Nullable Session session;
    private @Nullable MenuNode twin;

    MenuNode(Session session, Choice.Asked asked) {
        this(session, asked, null);
    }

    private MenuNode(Session session, Choice.Asked asked, @Nullable MenuNode above) {
        this.session = session;
        this.asked = asked;
        this.above = above;
        depth = above == null ? 1 : above.depth + 1;
    }

    /** Where an item leads. */
    sealed interface Leads {}

    record Entry(Outcome.Boots boots) implements Leads {}

    record Menu(MenuNode node) implements Leads {}

    record Nothing(String why) implements Leads {}

    /** An item with what it leads to. */
    static final class Slot {
        private final Choice.Item item;
        private final Outcome outcome;
        private final Leads leads;
        private Optional<String> id = Optional.empty();

        private Slot(Choice.Item item, Outcome outcome, Leads leads) {
            this.item = item;
            this.outcome = outcome;
            this.leads = leads;
        }

        Choice.Item item() {
            return item;
        }

        Leads leads() {
            return leads;
        }

        void listed(String entry) {
            id = Optional.of(entry);
        }

        /** Its entry, if it boots without anybody doing more. */
        Optional<String> boots() {
            return outcome instanceof Outcome.Boots boots && boots.started() ? id : Optional.empty();
        }

        /** The same for two items that do the same, wherever their menus stand. */
        private Object does() {
            return switch (outcome) {
                case Outcome.Boots boots -> List.of(boots.parts(), boots.commandLine());
                case Outcome.Asks asks -> asks.asked().identity();
                case Outcome.Ends _,Outcome.Loops _ -> "";
            };
        }
    }

    Choice.Asked asked() {
        return asked;
    }

    /** Until all its items are run. */
    Session session() {
        if (session == null) {
            throw new IllegalStateException("the menu's items are run already");
        }
        return session;
    }

    void forgetSession() {
        session = null;
    }

    List<Slot> slots() {
        return slots;
    }

    /** What is chosen when nobody chooses. */
    Slot preset() {
        return slots.get(asked.preset());
    }

    /** Another menu that is the same, and is listed instead. */
    Optional<MenuNode> twin() {
        return Optional.ofNullable(twin);
    }

    void twin(MenuNode other) {
        twin = other;
    }

    void add(Choice.Item item, Outcome outcome, Session after) {
        slots.add(new Slot(item, outcome, leads(outcome, after)));
    }

    private Leads leads(Outcome outcome, Session after) {
        return switch (outcome) {
            case Outcome.Boots boots -> new Entry(boots);
            case Outcome.Ends ends -> new Nothing(ends.how());
            case Outcome.Loops loops -> new Nothing("the script loops forever at " + loops.place() + loops.after());
            case Outcome.Asks asks when isAround(asks.asked()) -> new Nothing("it returns to the menu");
            case Outcome.Asks _ when depth >= DEPTH -> new Nothing("menus nested more than " + DEPTH + " deep are not followed");
            case Outcome.Asks asks -> new Menu(new MenuNode(after, asks.asked(), this));
        };
    }

    private boolean isAround(Choice.Asked other) {
        List<Object> identity = other.identity();
        for (MenuNode node = this; node != null; node = node.above) {
            if (node.asked.identity().equals(identity)) {
                return true;
            }
        }
        return false;
    }

    List<MenuNode> children() {
        return slots.stream().map(Slot::leads).filter(Menu.class::isInstance).map(leads -> ((Menu) leads).node()).toList();
    }

    boolean hasEntries() {
        return slots.stream().anyMatch(slot -> slot.leads() instanceof Entry);
    }

    /** The same for two menus that look and do the same. */
    List<Object> fingerprint() {
        var print = new ArrayList<Object>(asked.identity());
        print.add(asked.menu().title());
        for (Slot slot : slots) {
            print.add(slot.item.text());
            print.add(slot.does());
        }
        return print;
    }
}
