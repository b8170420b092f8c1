package io.strapwork.runtime.assembly;

import java.util.List;

/**
 * A loader for the machine that is not asked in this boot.
 *
 * @param magics of its annotation
 * @param reason why it is not asked, behind "but"
 * @param advice what to do when it is the right one
 */
public record ExcludedLoader(String id, List<String> magics, String reason, String advice) {
    public ExcludedLoader {
        magics = List.copyOf(magics);
    }
}
