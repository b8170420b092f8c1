package io.strapwork.api.plugin;

/** Who can mend a {@link Problem}. */
public enum Blame {
    /** The profile, the command line or a file the user chose. */
    USER,
    /** A server, a network, a device: whatever answered. */
    PEER,
    /** The computer that runs Strapwork: memory, files, permissions, missing programs. */
    HOST,
    /** A fault in Strapwork or in a plugin. */
    BUG
}
