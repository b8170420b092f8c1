package io.strapwork.testkit.contract;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apiguardian.api.API;

/** Changes what a disk says as damage and malice do. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ImageMutations {
    private static final byte[][] EXTREMES = {{-1, -1, -1, -1, -1, -1, -1, -1}, {-128, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, -128, 0, 0, 0, -128},
        {127, -1, -1, -1, -1, -1, -1, -1}, {-1, -1, -1, 127, -1, -1, -1, 127}, {0, -128, 0, 0, 0, 0, 0, 0}};

    private ImageMutations() {}

    /** One change of up to 8 bytes between two places, at least 8 apart: a byte, a bit, a field of zeros or ones, an extreme of a wide field, or a field that becomes another one. */
    public static void mutate(byte[] image, int from, int end, Random random) {
        int at = random.nextInt(from, end);
        switch (random.nextInt(6)) {
            case 0 -> image[at] = (byte) random.nextInt();
            case 1 -> image[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> image[at] += (byte) (random.nextBoolean() ? 1 : -1);
            case 3 -> Arrays.fill(image, at & -4, Math.min(end, (at & -4) + 4), (byte) (random.nextBoolean() ? 0xff : 0));
            case 4 -> {
                // an extreme of a field of 2, 4 or 8 bytes: what is negative to one who takes it as signed
                int bytes = 2 << random.nextInt(3);
                ByteBuffer.wrap(image, Math.min(at, end - bytes) & -bytes, bytes)
                        .put(EXTREMES[random.nextInt(EXTREMES.length)], 0, bytes);
            }
            // a field that is another field: pointers at wrong things
            default -> System.arraycopy(image, random.nextInt(from, end - 3) & -4, image, Math.min(at, end - 4) & -4, 4);
        }
    }
}
