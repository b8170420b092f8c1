package io.strapwork.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
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

    /** Makes the file, so that the work is not in vain. @return false, and the user is told, when it can't be written */
    boolean create() throws CallException {
        try {
            if (!isStandardOutput()) {
                WrittenFile.createOutcome(ProfileArguments.path(file));
            }
            return true;
        } catch (StrapworkException e) {
            Terminal.print("the files of the command line can't be written", e.problems(), session.errors());
            return false;
        }
    }

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
            Files.write(ProfileArguments.path(file), (text + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
