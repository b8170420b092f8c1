package io.strapwork.api.trust;

import io.strapwork.api.trust.Voucher.Answer;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A verifier that tells who would vouch for parts, without one. Called on the thread of whoever explains a profile, and on the boot's own where a part can't be shown ({@link MenuVerifier}). It may read files that the profile names, opens no network, and never ends with a
 * problem: what is wrong with such a file is a line of {@link Voucher#by}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface VoucherSurvey extends ImageVerifier {
    /**
     * One voucher for each name, in their order.
     *
     * @param parts names of parts: {@code "kernel"}, {@code "initrd"}, {@code "device-tree"}, {@link MenuVerifier#MENU}, {@link MenuVerifier#COMMAND_LINE}; of a list of digests its file name
     */
    List<Voucher> vouchers(List<String> parts);

    /** What a verifier says; {@link Answer#UNTOLD} of one that can't. */
    static List<Voucher> of(ImageVerifier verifier, String id, List<String> parts) {
        return verifier instanceof VoucherSurvey telling
                ? List.copyOf(telling.vouchers(parts))
                : parts.stream().map(part -> new Voucher(id,
                        MenuVerifier.isMenuPart(part) && !(verifier instanceof MenuVerifier) ? Answer.NOT_ASKED : Answer.UNTOLD,
                        List.of()))
                        .toList();
    }
}
