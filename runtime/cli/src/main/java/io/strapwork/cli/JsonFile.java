package io.strapwork.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;

/**
 * Where {@code --json} of a command writes what it found out.
 *
 * @param file a path, or {@link #STANDARD_OUTPUT}
 */
record JsonFile(String file, Session session) {
    static final String STANDARD_OUTPUT = "-";

    /** The members of the one object in the file. */
    @FunctionalInterface
    interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    boolean isStandardOutput() {
        return file.equals(STANDARD_OUTPUT);
    }

    /** Makes the file, so that the work is not in vain. @throws io.strapwork.api.plugin.StrapworkException SW-P205 */
    void create() throws CallException {
        if (!isStandardOutput()) {
            written().create();
        }
    }

    private WrittenFile written() throws CallException {
        return new WrittenFile("--json", ProfileArguments.path(file));
    }

    /** @throws io.strapwork.api.plugin.StrapworkException SW-X226 */
    void write(Members members) throws CallException, IOException {
        var text = new StringWriter();
        try (JsonGenerator json = OutcomeJson.FACTORY.createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        }
        if (isStandardOutput()) {
            session.raw().println(text);
            session.raw().flush();
        } else {
            written().write(path -> Files.writeString(path, text + "\n"));
        }
    }
}
