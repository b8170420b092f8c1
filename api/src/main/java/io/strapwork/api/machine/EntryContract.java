package io.strapwork.api.machine;

import java.util.List;
import org.apiguardian.api.API;

/**
 * What the code at an entry relies on, as data, so that a machine can check it without knowing who prepared it.
 *
 * @param id         such as {@code "linux-s390x"}
 * @param conditions all of them hold when the CPU gets there
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record EntryContract(String id, List<Condition> conditions) {
    public EntryContract {
        conditions = List.copyOf(conditions);
    }

    /** One thing that must hold at the entry. */
    public sealed interface Condition {
        /** For people: what it says, cited from the boot protocol. */
        String why();
    }

    /** {@code (register & mask) == value}. */
    public record RegisterIs(String register, long mask, long value, String why) implements Condition {}

    /** The register holds an address in RAM, a multiple of {@code alignment}, where these bytes stand. */
    public record RegisterPointsTo(String register, long alignment, List<Byte> bytes, String why) implements Condition {
        public RegisterPointsTo {
            bytes = List.copyOf(bytes);
        }
    }

    /** These bytes stand at this address. */
    public record MemoryHolds(GuestAddress at, List<Byte> bytes, String why) implements Condition {
        public MemoryHolds {
            bytes = List.copyOf(bytes);
        }
    }
}
