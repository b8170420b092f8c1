package io.strapwork.api.machine;

import org.apiguardian.api.API;

/** An {@link EnteredMachine} whose CPU really runs: it has a console, and it may end by itself. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface RunningMachine extends EnteredMachine {
    /**
     * Tells the observer what the guest wrote since power-on, then whatever comes. Returns at once; one observer per machine, the last one given counts.
     */
    void observe(Observer observer);

    /**
     * Types at the guest's console. Returns when the machine has it; what a guest that is gone is given is lost. Any thread.
     *
     * @param keys characters up to U+00FF, as a terminal sends them
     */
    void type(String keys);

    /** Hears of a running guest. All methods are called on one thread of the machine's, in the order of what happened, and must return soon. */
    interface Observer {
        /** Console output as it comes, in pieces of any length; control characters are left in. */
        default void output(String text) {}

        /** A whole console line, without its end, escape sequences and other control characters; also the last one, when the guest ends within a line. */
        default void line(String line) {}

        /** Something happened to the guest. After an ending one nothing follows. */
        default void event(GuestEvent event) {}
    }

    /** What a machine tells of its guest. */
    enum GuestEvent {
        /** The guest asked for a reset. */
        RESET("restarted", false),
        /** The guest's kernel panicked, or the CPU stopped with an error. */
        PANICKED("panicked", true),
        /** The guest switched the machine off. */
        SHUT_DOWN("shut down", true),
        /** The machine itself is gone, for a reason outside of the guest. */
        GONE("is gone", true);

        private final String verb;
        private final boolean ending;

        GuestEvent(String verb, boolean ending) {
            this.verb = verb;
            this.ending = ending;
        }

        /** To be read after "the guest". */
        public String verb() {
            return verb;
        }

        /** Whether the guest runs no more. */
        public boolean isEnding() {
            return ending;
        }
    }
}
