package io.strapwork.menu.ins;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuPlugin;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.Remark;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads .INS files, by which mainframes' consoles and s390-ccw load a kernel from a server or a disc: a line for each file, with the address that it goes to. What
 * is Linux' own, initrd and parameters, becomes an initrd and a command line; everything else keeps its address.
 */
@MenuPlugin(id = "ins", magics = "0:2a20", names = "*.ins", programs = {})
public final class InsMenu implements MenuReader {
    @Override
    public BootMenu read(MenuRequest request, ConfigFiles files) throws FetchException {
        BootUri file = request.config();
        var remarks = new ArrayList<Remark>();
        Optional<MemorySegment> content = files.find(file);
        if (content.isEmpty()) {
            remarks.add(new Remark(file, 0, 0, "the .INS file does not exist", ""));
            return new BootMenu(List.of(), Optional.empty(), Optional.empty(), remarks);
        }
        InsFile ins = InsFile.parse(file, content.orElseThrow(), remarks);
        var parameters = new LinuxParameters(file, files, remarks);
        Optional<LinuxParameters.Image> image = parameters.recognise(ins.lines());
        if (image.isEmpty()) {
            return new BootMenu(List.of(), Optional.empty(), Optional.empty(), remarks);
        }
        String name = file.decodedPath().substring(file.decodedPath().lastIndexOf('/') + 1);
        String id = name.toLowerCase(Locale.ROOT).endsWith(".ins") && name.length() > 4 ? name.substring(0, name.length() - 4) : name;
        String title = ins.title().isEmpty() ? id : ins.title();
        var entry = new BootEntry(id, title, List.of(), image.orElseThrow().parts(), image.orElseThrow().commandLine());
        return new BootMenu(List.of(entry), Optional.of(id), Optional.of(Duration.ZERO), remarks);
    }
}
