package io.strapwork.api.fetch;

import io.strapwork.api.plugin.Problem;
import java.util.List;
import org.apiguardian.api.API;

/** The server answered, and has no such file: RFC 1350's error 1, HTTP's 404 and 410. A search for a configuration goes on; a boot that needs the file ends. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class FileNotThereException extends FetchException {
    private static final long serialVersionUID = 1L;

    public FileNotThereException(Problem problem) {
        super(problem);
    }

    /** @param attempts as in {@link FetchException} */
    public FileNotThereException(Problem problem, List<String> attempts) {
        super(problem, attempts, null);
    }
}
