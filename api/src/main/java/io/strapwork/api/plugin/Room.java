package io.strapwork.api.plugin;

import org.apiguardian.api.API;

/** The nine rooms of the boot path, in order. A room is an API package, a profile section and a module prefix; its plugins are of one kind or several. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public enum Room {
    MACHINE("machine"), LINK("link"), STACK("stack"), ADDRESS("address"), TRANSPORT("transport"), FETCH("fetch"), TRUST("trust"), LOAD(
            "load"), HANDOFF("handoff");

    private final String section;

    Room(String section) {
        this.section = section;
    }

    /** The room's section in a profile: {@code [machine]}, {@code [link]}, … */
    public String section() {
        return section;
    }
}
