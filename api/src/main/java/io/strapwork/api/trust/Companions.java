package io.strapwork.api.trust;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Printable;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * The files beside the parts of a boot.
 *
 * @param files by where they are, or would be
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Companions(Map<BootUri, Companion> files) {
    private static final int SHOWN = 200;

    public Companions {
        files = Map.copyOf(files);
    }

    public static Companions none() {
        return new Companions(Map.of());
    }

    /** The part's companion of that name; not there when nobody has looked, either. */
    public Companion of(FetchedPart part, String name) {
        return files.getOrDefault(place(part, name), new Companion.NotThere());
    }

    /**
     * Where a part's companion is: the path, resolved against the part's folder (RFC 3986, section 5.2.4), without query and dot segments. Never on another server than the part.
     *
     * @param name a plain name, or what the profile says: a path that begins with {@code ../}, with a folder, or with the server's root ({@code /})
     * @throws IllegalArgumentException for what names no file, or begins with two slashes as another server would
     */
    public static BootUri place(FetchedPart part, String name) {
        if (name.startsWith("//") || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("\"" + Printable.text(name, SHOWN) + "\" is not on the server of \"" + part.name() + "\"");
        }
        String last = name.substring(name.lastIndexOf('/') + 1);
        if (last.isEmpty() || last.equals(".") || last.equals("..")) {
            throw new IllegalArgumentException(
                    "\"" + Printable.text(name, SHOWN) + "\" is not the name of a file near \"" + part.name() + "\"");
        }
        BootUri folder = part.uri().folder();
        return folder.withPath(name.startsWith("/") ? name : folder.decodedPath() + name).withoutDots();
    }
}
