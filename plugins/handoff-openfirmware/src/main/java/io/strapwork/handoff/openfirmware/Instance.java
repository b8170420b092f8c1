package io.strapwork.handoff.openfirmware;

/**
 * An open package.
 *
 * @param path with the arguments that it was opened with
 */
record Instance(int ihandle, String path) {}
