package io.strapwork.network.gateway;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** The guest's end of the cable. Takes each frame on the gateway's thread and owns it. */
public interface GuestPort extends Consumer<ByteBuf> {
    /**
     * A frame whose checksum is unfinished, to be finished as {@link io.strapwork.network.inet.wire.InternetChecksum#complete} does wherever it leaves this process.
     *
     * @param start  where the summed part begins, in bytes behind the reader index
     * @param offset of the checksum field behind {@code start}
     */
    void acceptPartial(ByteBuf frame, int start, int offset);
}
