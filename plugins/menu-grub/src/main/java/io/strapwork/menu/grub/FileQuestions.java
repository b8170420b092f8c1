package io.strapwork.menu.grub;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.grub.Devices.Here;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * What {@code test -f}, {@code -d}, {@code -e} and {@code -s} ask.
 *
 * <p>GRUB can't list folders of a server and answers no to the first three there; here a file that is there is there.
 */
final class FileQuestions implements TestExpression.FileTests {
    private final ScriptRunner runner;

    FileQuestions(ScriptRunner runner) {
        this.runner = runner;
    }

    @Override
    public boolean isFile(String name) throws FetchException {
        runner.budget().question();
        return !name.isEmpty() && !name.endsWith("/") && runner.locate(name) instanceof Here here && !here.guessed()
                && !here.uri().decodedPath().endsWith("/")
                && runner.reading().files().exists(here.uri());
    }

    @Override
    public boolean isFolder(String name) throws FetchException {
        runner.budget().question();
        if (name.isEmpty() || !(runner.locate(name) instanceof Here here) || here.guessed()) {
            return false;
        }
        String path = here.uri().decodedPath();
        boolean root = path.equals(runner.devices().home().root().decodedPath()) || path.equals("/");
        return root || !runner.reading().files().list(path.endsWith("/") ? here.uri() : here.uri().withPath(path + "/")).isEmpty();
    }

    @Override
    public boolean hasContent(String name) throws FetchException {
        if (isFile(name) && runner.locate(name) instanceof Here here) {
            Optional<MemorySegment> content;
            try {
                content = runner.reading().files().find(here.uri());
            } catch (FetchException e) {
                // it is there, and too large to be read as a configuration
                return true;
            }
            return content.filter(file -> file.byteSize() > 0).isPresent();
        }
        return isFolder(name);
    }
}
