package io.strapwork.api.fetch;

import java.util.OptionalLong;
import org.apiguardian.api.API;

/**
 * Asks whether a file is there, without fetching it; a {@link BootProtocol} has it that can, such as HTTP by HEAD. Called on the boot's own thread, like {@link BootProtocol#fetch}, and ends in
 * the same ways.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface FileInquiry {
    /**
     * Empty where the server does not tell the size.
     *
     * @throws FetchException when it is not there, or can't be asked for
     */
    OptionalLong inquire(BootUri of) throws FetchException;
}
