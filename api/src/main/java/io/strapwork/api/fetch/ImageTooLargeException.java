package io.strapwork.api.fetch;

import org.apiguardian.api.API;

/** An image that is larger than what the machine or the profile allows. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public class ImageTooLargeException extends Exception {
    private static final long serialVersionUID = 1L;
    private final long bytes;
    private final long limit;

    public ImageTooLargeException(long bytes, long limit) {
        super(bytes + " bytes, the limit is " + limit);
        this.bytes = bytes;
        this.limit = limit;
    }

    public long bytes() {
        return bytes;
    }

    public long limit() {
        return limit;
    }
}
