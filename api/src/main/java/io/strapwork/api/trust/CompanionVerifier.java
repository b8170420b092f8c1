package io.strapwork.api.trust;

import io.strapwork.api.fetch.FetchedPart;
import java.util.List;
import org.apiguardian.api.API;

/**
 * An image verifier that wants files from beside the parts, too: detached signatures, lists of digests. Called as an {@link ImageVerifier} is. Companions are fetched over the protocol of
 * their part, and are no parts: nobody places them. They prove nothing by being there, since whoever can change a part can change what lies beside it.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface CompanionVerifier extends ImageVerifier {
    /** Companions of one part. */
    int MOST = 8;

    /** Bytes of one companion. */
    long LONGEST_BYTES = 1L << 20;

    /** Bytes of all companions of a boot. */
    long ALL_BYTES = 16L << 20;

    /**
     * What it wants from beside a part, such as {@code part.fileName() + ".sig"}. Asked once for each part, before {@link #verify(List, Companions)}. A file that several parts have in
     * common is fetched once.
     *
     * @return at most {@value #MOST} names, as {@link Companions#place} takes them: plain ones where a part's name goes into them; paths to other folders of the same server only as the
     *         profile says
     */
    List<String> companions(FetchedPart part);

    /** As {@link #verify(List)}, with all companions: those that were not there, too. A file that could not be fetched for another reason has ended the boot. */
    List<Verdict> verify(List<FetchedPart> parts, Companions companions);

    /** Where nobody can fetch. */
    @Override
    default List<Verdict> verify(List<FetchedPart> parts) {
        return verify(parts, Companions.none());
    }
}
