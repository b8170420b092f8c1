package io.strapwork.menu.ipxe;

/**
 * Why a command failed.
 *
 * @param why  without a full stop, to follow a colon
 * @param told whether a remark says it already
 */
record Failure(String why, boolean told) {}
