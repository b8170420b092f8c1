package io.strapwork.api.trust;

import org.apiguardian.api.API;

/**
 * A verifier that answers for whatever chose the parts, too. The walk hands it each configuration file that was read on the way to the entry, as a part {@link #MENU} behind those of the image:
 * whoever can change such a file can change the command line, or boot another kernel that is signed as well. Parts that are ranges of one file are handed to it as that file, whole.
 *
 * <p>Where a command line lies in files of its own, or in an image whose kernel the profile replaces ({@link io.strapwork.api.fetch.CommandLine#files}), those of the entry that boots are parts
 * {@link #COMMAND_LINE}. One that a network tells is no
 * file, and nobody can vouch for it: the walk refuses it, unless a {@link VoucherSurvey} of the verifier says that such a part may pass ({@link Voucher.Answer#UNCOVERED}).
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface MenuVerifier extends ImageVerifier {
    /** The name of such a part. No part of an image has it. */
    String MENU = "menu";

    /** The name of a part that is the command line, or goes into it. No part of an image has it. */
    String COMMAND_LINE = "command-line";

    /** Whether a part is one of those two: no other verifier is asked about it. */
    static boolean isMenuPart(String part) {
        return part.equals(MENU) || part.equals(COMMAND_LINE);
    }
}
