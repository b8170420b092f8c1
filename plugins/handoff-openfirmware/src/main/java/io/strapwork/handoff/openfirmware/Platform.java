package io.strapwork.handoff.openfirmware;

import io.strapwork.api.machine.GuestRange;

/**
 * What the firmware behind the client interface starts with.
 *
 * @param tree    its packages
 * @param claims  its memory
 * @param scratch for what only the guest's CPU can ask for: buffers of hypercalls
 */
record Platform(PackageTree tree, ClaimMap claims, GuestRange scratch) {}
