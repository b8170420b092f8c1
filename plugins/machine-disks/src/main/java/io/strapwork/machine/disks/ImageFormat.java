package io.strapwork.machine.disks;

/** How an image holds a disk. A profile says it; it is never guessed from the content, which a guest may have written. */
public enum ImageFormat {
    RAW, QCOW2
}
