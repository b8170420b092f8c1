package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.Remark;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What all runs of one reading share: files, and what is to be told. */
final class Desk {
    private static final int MOST_REMARKS = 1_000;

    private final MenuRequest request;
    private final ConfigFiles files;
    private final Set<Remark> remarks = new LinkedHashSet<>();
    private final Map<String, Script> scripts = new HashMap<>();
    private final List<FetchException> misses = new ArrayList<>();

    Desk(MenuRequest request, ConfigFiles files) {
        this.request = request;
        this.files = files;
    }

    MenuRequest request() {
        return request;
    }

    void remark(Source where, String what, String hint) {
        remark(where.remark(what, hint));
    }

    /** Each is told once, however many runs come by. */
    void remark(Remark remark) {
        if (remarks.size() < MOST_REMARKS) {
            remarks.add(remark);
        }
    }

    List<Remark> remarks() {
        return List.copyOf(remarks);
    }

    /** The first file that could not be fetched for another reason than not being there. */
    Optional<FetchException> firstMiss() {
        return misses.stream().findFirst();
    }

    /** What is at an address. */
    sealed interface Found {
        record Nothing(String why) implements Found {}

        record Program() implements Found {}

        record Text(Script script) implements Found {}
    }

    /** The script that reading begins with. */
    Script first() throws FetchException {
        BootUri uri = request.config();
        MemorySegment file = files.find(uri).orElseThrow(() -> IpxeProblems.notThere(uri));
        Script script = Script.of(uri, file);
        if (!Script.hasMagic(file)) {
            if (Script.isBinary(file)) {
                throw IpxeProblems.noScript(uri);
            }
            remark(new Remark(uri, 1, 1, "iPXE would not accept this as a script: it does not begin with #!ipxe", "begin it with #!ipxe"));
        }
        scripts.put(uri.toString(), script);
        return script;
    }

    /** Looks at what is to be started. A program is not read: it may be large. */
    Found look(BootUri uri, Source where) {
        try {
            if (Uris.looksLikeProgram(uri)) {
                return files.exists(uri) ? new Found.Program() : nothing();
            }
            Optional<MemorySegment> file = files.find(uri);
            if (file.isEmpty()) {
                return nothing();
            }
            if (!Script.hasMagic(file.get())) {
                return new Found.Program();
            }
            return new Found.Text(scripts.computeIfAbsent(uri.toString(), _ -> Script.of(uri, file.get())));
        } catch (FetchException e) {
            return isThere(uri) ? new Found.Program() : missed(uri, e, where);
        }
    }

    private static Found nothing() {
        return new Found.Nothing("it does not exist");
    }

    /** Too large to be read as a configuration, but there. */
    private boolean isThere(BootUri uri) {
        try {
            return files.exists(uri);
        } catch (FetchException _) {
            return false;
        }
    }

    private Found missed(BootUri uri, FetchException e, Source where) {
        misses.add(e);
        remark(where, uri + " could not be fetched: " + e.problem().what(), e.problem().hint());
        return new Found.Nothing(e.problem().what());
    }
}
