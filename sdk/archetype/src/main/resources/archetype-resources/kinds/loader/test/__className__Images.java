package ${package};

import java.nio.ByteBuffer;

/** Images for tests. */
final class ${className}Images {
    private ${className}Images() {}

    static byte[] image(long start, long entry, int bytes) {
        return ByteBuffer.allocate(24 + bytes).putLong(0x494d414745000001L).putLong(start).putLong(entry).array();
    }
}
