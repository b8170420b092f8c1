package io.strapwork.network.inet;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One way of a wire that loses some frames, brings some twice, and some after the next one. For one thread; the shares may be set by another one. */
public final class BadWire implements AutoCloseable {
    private final Random random;
    private final List<ByteBuf> held = new ArrayList<>();
    private volatile double loss;
    private volatile double disorder;

    public BadWire(long seed) {
        random = new Random(seed);
    }

    /**
     * From now on.
     *
     * @param disorder share of frames that come twice, and of those that come late
     */
    public void set(double loss, double disorder) {
        this.loss = loss;
        this.disorder = disorder;
    }

    /** Takes a frame. @return what comes out now */
    public List<ByteBuf> pass(ByteBuf frame) {
        double dice = random.nextDouble();
        if (dice < loss) {
            frame.release();
            return List.of();
        }
        if (dice < loss + disorder) {
            held.add(frame);
            return List.of();
        }
        var out = new ArrayList<>(List.of(frame));
        if (dice < loss + 2 * disorder) {
            out.add(frame.copy());
        }
        out.addAll(held);
        held.clear();
        return out;
    }

    @Override
    public void close() {
        held.forEach(ByteBuf::release);
        held.clear();
    }
}
