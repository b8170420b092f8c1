package io.strapwork.cli;

/** The terminal that the command was called at. */
interface Tty {
    /** Whether there is one: somebody sees what is printed, and types. */
    boolean isThere();

    /** From now on keys come one by one and are not shown, until the result is closed. */
    Mode keyByKey();

    /** Closing it makes the terminal what it was. */
    interface Mode extends AutoCloseable {
        @Override
        void close();
    }

    /** Nobody is there. */
    static Tty none() {
        return new Tty() {
            @Override
            public boolean isThere() {
                return false;
            }

            @Override
            public Mode keyByKey() {
                return () -> {};
            }
        };
    }
}
