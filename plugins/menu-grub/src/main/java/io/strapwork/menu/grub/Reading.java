package io.strapwork.menu.grub;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.menu.grub.Statement.Unit;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one reading has to do with the outside: its request, files and devices, and what it tells. A file is parsed once. */
final class Reading {
    /** A file, parsed. */
    record Script(ScriptText text, List<Unit> units) {}

    private final MenuRequest request;
    private final ConfigFiles files;
    private final Devices devices;
    private final Remarks remarks = new Remarks();
    private final OpenMenus menus;
    private final Map<String, Script> scripts = new HashMap<>();

    Reading(MenuRequest request, ConfigFiles files) {
        this.request = request;
        this.files = files;
        this.menus = new OpenMenus(request.config().toString());
        this.devices = new Devices(request, files.volumes());
    }

    MenuRequest request() {
        return request;
    }

    BootUri config() {
        return request.config();
    }

    ConfigFiles files() {
        return files;
    }

    Devices devices() {
        return devices;
    }

    OpenMenus menus() {
        return menus;
    }

    Remarks remarks() {
        return remarks;
    }

    /** Empty when the file does not exist. */
    Optional<String> read(BootUri file) throws FetchException {
        return files.find(file).map(Reading::decode);
    }

    /** Empty when the file does not exist. */
    Optional<Script> script(BootUri file, Budget budget) throws FetchException {
        Script known = scripts.get(file.toString());
        if (known != null) {
            return Optional.of(known);
        }
        Optional<String> content = read(file);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        budget.file(content.get().length());
        ScriptText text = ScriptText.ofFile(file, content.get());
        var script = new Script(text, ScriptParser.parse(text));
        scripts.put(file.toString(), script);
        return Optional.of(script);
    }

    /** GRUB takes any bytes. What is not UTF-8 is kept byte by byte. */
    private static String decode(MemorySegment content) {
        byte[] bytes = content.toArray(ValueLayout.JAVA_BYTE);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
