package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.testkit.fake.Parts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every {@link ImageLoader} does. */
@Timeout(600)
@ExtendWith(LeavingOut.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class ImageLoaderContract {
    private static final int MUTANTS = 500;

    protected abstract ImageLoader loader();

    /** A machine that the images are for. */
    protected abstract Architecture architecture();

    /** Right images, small ones, as different as can be. */
    protected abstract List<byte[]> images();

    /** Memory that all of them fit into. */
    protected MemoryLayout layout() {
        return new MemoryLayout(List.of(GuestRange.of(0, 64 << 20)), List.of());
    }

    private LoadPlan plan(byte[] image) {
        try {
            return loader().plan(Parts.kernel(image), architecture(), layout());
        } catch (StrapworkException e) {
            throw new AssertionError("a valid image was refused: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new AssertionError("plan may throw only StrapworkException, but it threw: " + e, e);
        }
    }

    /** Only a StrapworkException may come out; and what is planned is right. */
    private void hostile(String what, byte[] image, MemoryLayout layout) {
        try {
            PlanCheck.right(loader().plan(Parts.kernel(image), architecture(), layout), architecture(), layout);
        } catch (StrapworkException e) {
            PlanCheck.tellsWell(e, 'I');
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(what + (e instanceof IndexOutOfBoundsException ? ": reads past a length" : "")
                    + ": plan may throw only StrapworkException, but it threw: " + e, e);
        }
    }

    @Test
    void plansRightImages() {
        assertFalse(images().isEmpty(), "the contract needs an image");
        for (byte[] image : images()) {
            PlanCheck.right(plan(image), architecture(), layout());
        }
    }

    @Test
    void plansTheSameEachTime() {
        for (byte[] image : images()) {
            LoadPlan one = plan(image);
            LoadPlan other = plan(image);
            assertEquals(one.entry(), other.entry(), "the same image gives a different plan each time");
            PlanCheck.same(one.segments(), other.segments());
        }
    }

    @Test
    void twoBootsAtOnce() {
        ImageLoader loader = loader();
        var plans = new ArrayList<CompletableFuture<LoadPlan>>();
        List<byte[]> images = images();
        for (int i = 0; i < 32; i++) {
            VerifiedImage image = Parts.kernel(images.get(i % images.size()));
            plans.add(CompletableFuture.supplyAsync(() -> loader.plan(image, architecture(), layout())));
        }
        for (int i = 0; i < plans.size(); i++) {
            LoadPlan alone = plan(images.get(i % images.size()));
            PlanCheck.same(alone.segments(), plans.get(i).join().segments());
        }
    }

    @Test
    void survivesChangedBytes() {
        for (byte[] image : images()) {
            for (int seed = 0; seed < MUTANTS; seed++) {
                hostile("changed bytes, seed " + seed, mutant(image, new Random(seed)), layout());
            }
        }
    }

    /** Mostly of the first bytes, where headers are; extreme values more often than not. */
    private static byte[] mutant(byte[] image, Random random) {
        byte[] mutant = image.clone();
        int head = Math.min(mutant.length, random.nextBoolean() ? 512 : mutant.length);
        byte[] extremes = {0, 1, -1, 127, -128, 16};
        for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
            int at = random.nextInt(head);
            int width = Math.min(1 << random.nextInt(4), mutant.length - at);
            for (int i = 0; i < width; i++) {
                mutant[at + i] = random.nextInt(3) > 0 ? extremes[random.nextInt(extremes.length)] : (byte) random.nextInt();
            }
        }
        return mutant;
    }

    @Test
    void survivesTruncation() {
        for (byte[] image : images()) {
            for (int bytes = 0; bytes < image.length; bytes += bytes < 600 ? 1 : 1 + image.length / 200) {
                hostile("cut off after " + bytes + " bytes", Arrays.copyOf(image, bytes), layout());
            }
        }
    }

    @Test
    void survivesNoise() {
        for (int seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            var noise = new byte[random.nextInt(4096)];
            random.nextBytes(noise);
            hostile("noise, seed " + seed, noise, layout());
        }
    }

    @Test
    void keepsInterruptsOfItsThread() {
        Thread.currentThread().interrupt();
        plan(images().getFirst());
        assertTrue(Thread.interrupted(), "swallows an interrupt: set it again before you return");
    }

    @Test
    void keepsNothingStatic() {
        StaticState.none(loader());
    }

    @Test
    void keepsToTheMemoryThereIs() {
        var full = new MemoryLayout(List.of(GuestRange.of(0, 64 << 20)), List.of(GuestRange.of(0, 64 << 20)));
        var tiny = new MemoryLayout(List.of(GuestRange.of(0, 4096)), List.of());
        var none = new MemoryLayout(List.of(), List.of());
        var high = new MemoryLayout(List.of(GuestRange.of(1L << 40, 64 << 20)), List.of(GuestRange.of((1L << 40) + 4096, 4096)));
        for (byte[] image : images()) {
            for (MemoryLayout layout : List.of(full, tiny, none, high)) {
                hostile("memory " + layout, image, layout);
            }
            for (int seed = 0; seed < 200; seed++) {
                var random = new Random(seed);
                var hole = GuestRange.of((long) random.nextInt(16384) << 12, (long) random.nextInt(1, 256) << 12);
                hostile("reserved " + hole, image, new MemoryLayout(layout().ram(), List.of(hole)));
            }
        }
    }
}
