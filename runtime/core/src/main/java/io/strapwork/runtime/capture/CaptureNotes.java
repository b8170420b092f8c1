package io.strapwork.runtime.capture;

import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.walk.BootListener;
import java.time.Duration;

/** Has a capture say which room a boot is in, and what it fetches there: on the first frame of each. */
public record CaptureNotes(PcapngFile file) implements BootListener {
    @Override
    public void left(Room room, String plugin, Duration took) {
        if (room.ordinal() + 1 < Room.values().length) {
            file.note("room " + Room.values()[room.ordinal() + 1].section());
        }
    }

    @Override
    public void fetching(String part, String uri) {
        file.note("room " + Room.FETCH.section() + ": " + part + " " + uri);
    }

    @Override
    public void notThere(String name, String uri) {
        file.note("room " + Room.FETCH.section() + ": after " + uri + ", which is not there");
    }
}
