package io.strapwork.testkit.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import org.apiguardian.api.API;

/** An image among a test's resources. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class GzippedImage {
    private GzippedImage() {}

    /** @param name beside the class, with its {@code .gz} */
    public static byte[] read(Class<?> beside, String name) {
        try (InputStream file = beside.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalArgumentException("there is no resource " + name + " beside " + beside.getName());
            }
            return new GZIPInputStream(file).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
