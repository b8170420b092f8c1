package io.strapwork.cli;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the launcher's training starts: runs several command lines, which {@code --and} separates, one after another in one process, so that the JVM learns for its AOT cache what each kind
 * of boot needs (JEP 514). What they say and how they end does not matter. Where a word has {@code {port}} in it, that is a port of this computer at which the folder that the first argument
 * names is served by HTTP: a machine's network passes such connections on.
 */
public final class Lessons {
    private static final String SEPARATOR = "--and";
    private static final String PORT = "{port}";

    private Lessons() {}

    /** @param arguments a folder, absolute, and the command lines */
    public static void main(String[] arguments) {
        // what a process of its own has besides
        Session.of(System.getenv(), System.in, new SttyTerminal(), silent(), silent()).ownProcess();
        for (List<String> words : split(served(Path.of(arguments[0]), Arrays.asList(arguments).subList(1, arguments.length)))) {
            Main.run(System.getenv(), silent(), silent(), words.toArray(new String[0]));
        }
        System.exit(ExitStatus.OK);
    }

    /** Starts the server only where a word asks for its port: each class that a lesson loads is in the cache, and costs every start that never needs it. */
    static List<String> served(Path folder, List<String> words) {
        if (words.stream().noneMatch(word -> word.contains(PORT))) {
            return words;
        }
        HttpServer server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), folder,
                SimpleFileServer.OutputLevel.NONE);
        server.start();
        String port = Integer.toString(server.getAddress().getPort());
        return words.stream().map(word -> word.replace(PORT, port)).toList();
    }

    static List<List<String>> split(List<String> words) {
        var lines = new ArrayList<List<String>>();
        int start = 0;
        for (int at = 0; at <= words.size(); at++) {
            if (at == words.size() || words.get(at).equals(SEPARATOR)) {
                lines.add(words.subList(start, at));
                start = at + 1;
            }
        }
        return lines;
    }

    private static PrintWriter silent() {
        return new PrintWriter(Writer.nullWriter());
    }
}
