package io.strapwork.volumes;

/** The first four bytes of a DASD's volume label, in EBCDIC (arch/s390/include/uapi/asm/vtoc.h of Linux). */
public enum DasdMark {
    /** Of the compatible disk layout, behind a key of four bytes that are the same. */
    VOL1(0xe5d6d3f1),
    /** Of the Linux disk layout. */
    LNX1(0xd3d5e7f1),
    /** Of CMS. */
    CMS1(0xc3d4e2f1);

    private final int bytes;

    DasdMark(int bytes) {
        this.bytes = bytes;
    }

    /** Whether it is there; false when the label ends before. */
    public boolean isIn(Bytes label, int at) {
        return label.has(at, (byte) (bytes >> 24), (byte) (bytes >> 16), (byte) (bytes >> 8), (byte) bytes);
    }
}
