/**
 * The handoff {@code openfirmware-ppc64} and the Open Firmware behind it: {@link io.strapwork.handoff.openfirmware.OpenFirmwareHandoff} prepares the entry, {@code ClientInterface}
 * takes the client's calls (IEEE 1275-1994, chapter 6, and its PowerPC binding), and the services work on a tree of packages, a map of claimed memory and the console.
 */
@NullMarked
package io.strapwork.handoff.openfirmware;

import org.jspecify.annotations.NullMarked;
