package io.strapwork.menu.bls;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.FetchException;
import java.util.Optional;

/** Configuration files, which are read whole so that a verifier is asked about them; too long ones are not, and a remark says so. */
record WholeFiles(ConfigFiles files, Remarks remarks) {
    /** A hundred times what an entry with a long command line has. */
    private static final int LONGEST = 1 << 20;

    /**
     * The text; empty when the file is too long or not there.
     *
     * @param tooLong what the remark says then
     * @param absent  what the remark says then; empty for none
     */
    Optional<String> text(BootUri file, String tooLong, String absent) throws FetchException {
        if (files.head(file, LONGEST + 1).filter(head -> head.byteSize() > LONGEST).isPresent()) {
            remarks.add(file, tooLong, "");
            return Optional.empty();
        }
        Optional<String> text = files.find(file).map(PlainText::of);
        if (text.isEmpty() && !absent.isEmpty()) {
            remarks.add(file, absent, "");
        }
        return text;
    }
}
