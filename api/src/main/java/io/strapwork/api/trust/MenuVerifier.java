package io.strapwork.api.trust;

import org.apiguardian.api.API;

/**
 * A verifier that answers for whatever chose the parts, too. The walk hands it each configuration file that was read on the way to the entry, as a part {@link #MENU} behind those of the image:
 * whoever can change such a file can change the command line, or boot another kernel that is signed as well. Parts that are ranges of one file are handed to it as that file, whole.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface MenuVerifier extends ImageVerifier {
    /** The name of such a part. No part of an image has it. */
    String MENU = "menu";
}
