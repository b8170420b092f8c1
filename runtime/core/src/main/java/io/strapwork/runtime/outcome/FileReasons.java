package io.strapwork.runtime.outcome;

import io.strapwork.api.plugin.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file can't be read or written, in words of people: Java's own messages are a path or the name of a class. */
public final class FileReasons {
    private FileReasons() {}

    public static String of(IOException e) {
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return switch (e) {
            case NoSuchFileException gone -> "the folder does not exist";
            case AccessDeniedException denied -> "permission denied";
            case NotDirectoryException file -> "it is not a folder";
            case FileAlreadyExistsException there -> "a file is in the way";
            default -> reason == null || reason.isEmpty() ? "an input/output error" : Printable.line(reason);
        };
    }
}
