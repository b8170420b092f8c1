package io.strapwork.runtime.report;

import io.netty.buffer.ByteBuf;

/** Finds the end of a body in chunks (RFC 9112, 7.1); keeps none of it. */
final class ChunkedBody {
    private static final int MOST_DIGITS = 15;

    private enum Place {
        SIZE, EXTENSION, DATA, DATA_END, TRAILER, DONE, LOST
    }

    private Place place = Place.SIZE;
    private long size;
    private int digits;
    private long all;
    private boolean lineIsEmpty;

    /** Takes bytes up to the body's end. */
    void read(ByteBuf payload) {
        while (payload.isReadable() && !isDone() && !isLost()) {
            if (place == Place.DATA) {
                int taken = (int) Math.min(size, payload.readableBytes());
                payload.skipBytes(taken);
                pass(taken);
            } else {
                next(payload.readUnsignedByte());
            }
        }
    }

    private void next(int octet) {
        switch (place) {
            case SIZE -> {
                int digit = Character.digit(octet, 16);
                if (digit >= 0 && digits++ < MOST_DIGITS) {
                    size = size << 4 | digit;
                } else if (digits == 0 || digit >= 0) {
                    place = Place.LOST;
                } else if (octet == '\n') {
                    begin();
                } else if (octet != '\r') {
                    place = Place.EXTENSION;
                }
            }
            case EXTENSION -> {
                if (octet == '\n') {
                    begin();
                }
            }
            case DATA_END -> {
                if (octet == '\n') {
                    place = Place.SIZE;
                    digits = 0;
                } else if (octet != '\r') {
                    place = Place.LOST;
                }
            }
            case TRAILER -> {
                if (octet == '\n') {
                    place = lineIsEmpty ? Place.DONE : Place.TRAILER;
                    lineIsEmpty = true;
                } else if (octet != '\r') {
                    lineIsEmpty = false;
                }
            }
            case DATA, DONE, LOST -> throw new IllegalStateException("nothing to read in " + place);
        }
    }

    private void begin() {
        place = size == 0 ? Place.TRAILER : Place.DATA;
        lineIsEmpty = true;
    }

    private void pass(long bytes) {
        size -= bytes;
        all += bytes;
        if (size == 0) {
            place = Place.DATA_END;
        }
    }

    /** Bytes that nobody has seen. */
    void skip(int bytes) {
        if (place == Place.DATA && bytes <= size) {
            pass(bytes);
        } else {
            place = Place.LOST;
        }
    }

    /** Without the chunks' heads. */
    long bytes() {
        return all;
    }

    boolean isDone() {
        return place == Place.DONE;
    }

    /** Whether its end can't be found. */
    boolean isLost() {
        return place == Place.LOST;
    }
}
