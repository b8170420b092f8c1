package io.strapwork.runtime.assembly;

import io.strapwork.api.load.ImageLoader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;

/**
 * A loader that may read the kernel.
 *
 * @param magics of its annotation; none for an instance that a test put in
 */
public record LoaderCandidate(String id, List<String> magics, ImageLoader loader) {
    public LoaderCandidate {
        magics = List.copyOf(magics);
    }

    /** Whether the image begins as one of its format does; always when it has no magic. */
    public boolean recognises(MemorySegment image) {
        if (magics.isEmpty()) {
            return true;
        }
        for (String magic : magics) {
            int colon = magic.indexOf(':');
            if (colon > 0 && stands(image, Long.parseLong(magic.substring(0, colon)), HexFormat.of().parseHex(magic.substring(colon + 1)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean stands(MemorySegment image, long offset, byte[] bytes) {
        if (image.byteSize() - bytes.length < offset) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (image.get(ValueLayout.JAVA_BYTE, offset + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
