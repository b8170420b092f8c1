package io.strapwork.api.trust;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * The files beside the parts of a boot.
 *
 * @param files by where they are, or would be
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Companions(Map<BootUri, Companion> files) {
    public Companions {
        files = Map.copyOf(files);
    }

    public static Companions none() {
        return new Companions(Map.of());
    }

    /** The part's companion of that plain name; not there when nobody has looked, either. */
    public Companion of(FetchedPart part, String name) {
        return files.getOrDefault(place(part, name), new Companion.NotThere());
    }

    /**
     * Where a part's companion is: in the part's folder, without query.
     *
     * @throws IllegalArgumentException for what is no plain name
     */
    public static BootUri place(FetchedPart part, String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("\"" + name + "\" is no plain name of a file beside \"" + part.name() + "\"");
        }
        BootUri folder = part.uri().folder();
        return folder.withPath(folder.decodedPath() + name);
    }
}
