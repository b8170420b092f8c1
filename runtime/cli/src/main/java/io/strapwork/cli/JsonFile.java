package io.strapwork.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
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
    /** What a server or a menu says stays as it is, but nothing that a terminal would obey is in the file: programs see no difference. */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

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
        String text = text(members);
        if (isStandardOutput()) {
            session.raw().println(text);
            session.raw().flush();
        } else {
            written().write(path -> Files.writeString(path, text + "\n"));
        }
    }

    static String text(Members members) throws IOException {
        var text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        }
        return text.toString();
    }
}
