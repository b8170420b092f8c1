package io.strapwork.api.plugin;

import org.apiguardian.api.API;

/** Who can mend a {@link Problem}. */
@API(status = API.Status.MAINTAINED, since = "0.1")
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
