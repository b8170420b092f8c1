package io.strapwork.api.fetch;

import org.apiguardian.api.API;

/**
 * A {@link BootProtocol} whose {@link #fetch} may be called again before it has returned, on another thread, for another URI into another sink. A boot with several parts then fetches some of them at once, so that the wire is
 * not idle while one of them waits for its server.
 *
 * <p>Each call has a thread of its own, which waits by {@link io.strapwork.api.time.BootClock#await} as the boot's own does. All channels of the boot stay on its one event loop, so what lives there needs no lock; fields of the plugin
 * that calls share do. Retries, resumed ranges and other addresses are each call's own. When one part fails, the threads of the others are interrupted, and each call ends as after any interrupt: nothing of it is left when it returns.
 *
 * <p>No method of its own: to implement it is to say so.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ConcurrentProtocol extends BootProtocol {}
