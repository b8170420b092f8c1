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

    private Lessons() {}

    /** @param arguments a folder, absolute, and the command lines */
    public static void main(String[] arguments) {
        HttpServer server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Path.of(arguments[0]),
                SimpleFileServer.OutputLevel.NONE);
        server.start();
        // what a process of its own has besides
        Session.of(System.getenv(), System.in, new SttyTerminal(), silent(), silent()).ownProcess();
        String port = Integer.toString(server.getAddress().getPort());
        for (List<String> words : split(Arrays.asList(arguments).subList(1, arguments.length))) {
            Main.run(System.getenv(), silent(), silent(), words.stream().map(word -> word.replace("{port}", port)).toArray(String[]::new));
        }
        System.exit(ExitStatus.OK);
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
