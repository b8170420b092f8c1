package io.strapwork.runtime.fleet;

import java.util.ArrayList;
import java.util.List;

/**
 * A share of a fleet: every {@code count}th boot.
 *
 * @param index from 1 on
 */
public record FleetShard(int index, int count) {
    public static final FleetShard WHOLE = new FleetShard(1, 1);

    public FleetShard {
        if (index < 1 || index > count) {
            throw new IllegalArgumentException("shard " + index + " of " + count);
        }
    }

    /** @throws IllegalArgumentException when the text is not as {@code "2/8"} */
    public static FleetShard parse(String text) {
        if (!text.matches("[0-9]{1,6}/[0-9]{1,6}")) {
            throw new IllegalArgumentException("not I/N: " + text);
        }
        String[] parts = text.split("/");
        return new FleetShard(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    public List<FleetJob> of(List<FleetJob> jobs) {
        var share = new ArrayList<FleetJob>();
        for (int at = index - 1; at < jobs.size(); at += count) {
            share.add(jobs.get(at));
        }
        return share;
    }

    @Override
    public String toString() {
        return index + "-of-" + count;
    }
}
