package ${package};

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFacts;
import io.strapwork.api.fetch.VolumeFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/** A volume whose table was read. */
record ${className}Volume(SortedMap<String, ${className}File> files) implements Volume {
    private static final int LONGEST_PATH = 4096;

    @Override
    public VolumeFacts facts() {
        return new VolumeFacts("${id}", Optional.empty(), Optional.empty(), List.of());
    }

    @Override
    public Optional<VolumeFile> find(String path) throws FetchException {
        ${className}File file = files.get(plain(path));
        if (file != null) {
            file.check();
        }
        return Optional.ofNullable(file);
    }

    @Override
    public List<String> list(String folder) throws FetchException {
        String plain = plain(folder) + "/";
        var names = new TreeSet<String>();
        for (String path : files.keySet()) {
            if (path.startsWith(plain)) {
                String rest = path.substring(plain.length());
                int slash = rest.indexOf('/');
                names.add(slash < 0 ? rest : rest.substring(0, slash + 1));
            }
        }
        return List.copyOf(names);
    }

    /** Without empty components, {@code .} and {@code ..}. */
    private static String plain(String path) throws FetchException {
        if (path.length() > LONGEST_PATH) {
            throw ${className}FileSystem.damaged("a path has " + path.length() + " characters");
        }
        var names = new ArrayList<String>();
        for (String name : path.split("/", -1)) {
            if (name.equals("..") && !names.isEmpty()) {
                names.removeLast();
            } else if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
                names.add("/" + name);
            }
        }
        return String.join("", names);
    }
}
