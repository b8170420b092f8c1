package io.strapwork.handoff.openfirmware;

import io.strapwork.handoff.openfirmware.ClientMemory.Refused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The client interface's device tree services (IEEE 1275, 6.3.2.2). */
final class TreeServices {
    static final int PATH_LIMIT = 1024;
    private static final int PROPERTY_NAME_LIMIT = 63;
    private static final int PROPERTY_BYTES = 1 << 16;
    private static final int SET_BYTES = 1 << 20;
    private final Firmware firmware;
    private long setBytes;

    TreeServices(Firmware firmware) {
        this.firmware = firmware;
    }

    void into(Map<String, Service> services) {
        services.put("peer", (call, _) -> call.result(0, peer(call.argument(0))));
        services.put("child",
                (call, _) -> call.result(0, of(call).map(node -> first(node.children())).orElse(Firmware.NONE)));
        services.put("parent",
                (call, _) -> call.result(0, of(call).map(node -> node.parent().map(Package::phandle).orElse(0)).orElse(Firmware.NONE)));
        services.put("finddevice", (call, _) -> call.result(0,
                tree().find(call.text(0, PATH_LIMIT)).map(Package::phandle).orElse(Firmware.NONE)));
        services.put("getproplen", (call, _) -> call.result(0, property(call).map(value -> value.length).orElse(Firmware.NONE)));
        services.put("getprop", (call, _) -> {
            Optional<byte[]> value = property(call);
            if (value.isPresent()) {
                call.write(2, 3, value.get());
            }
            call.result(0, value.map(bytes -> bytes.length).orElse(Firmware.NONE));
        });
        services.put("nextprop", (call, _) -> call.result(0, nextProperty(call)));
        services.put("setprop", (call, _) -> call.result(0, setProperty(call)));
        services.put("canon", (call, _) -> path(call, tree().find(call.text(0, PATH_LIMIT)).map(Package::path)));
        services.put("package-to-path", (call, _) -> path(call, of(call).map(Package::path)));
        services.put("instance-to-path", (call, _) -> path(call, firmware.instances().get(call.argument(0)).map(Instance::path)));
        services.put("instance-to-interposed-path",
                (call, _) -> path(call, firmware.instances().get(call.argument(0)).map(Instance::path)));
        services.put("instance-to-package", (call, _) -> call.result(0, firmware.instances().get(call.argument(0))
                .flatMap(instance -> tree().find(instance.path())).map(Package::phandle).orElse(Firmware.NONE)));
    }

    private PackageTree tree() {
        return firmware.tree();
    }

    private Optional<Package> of(CallFrame call) throws Refused {
        return tree().get(call.argument(0));
    }

    private static int first(List<Package> packages) {
        return packages.isEmpty() ? 0 : packages.getFirst().phandle();
    }

    private int peer(int phandle) {
        if (phandle == 0) {
            return tree().root().phandle();
        }
        Optional<Package> node = tree().get(phandle);
        if (node.isEmpty()) {
            return Firmware.NONE;
        }
        List<Package> siblings = node.get().parent().map(Package::children).orElse(List.of());
        int next = siblings.indexOf(node.get()) + 1;
        return next > 0 && next < siblings.size() ? siblings.get(next).phandle() : 0;
    }

    private Optional<byte[]> property(CallFrame call) throws Refused {
        Optional<Package> node = of(call);
        String name = call.text(1, PROPERTY_NAME_LIMIT);
        if (name.equals("available")) {
            firmware.refreshAvailable();
        }
        return node.flatMap(found -> found.property(name));
    }

    /** 1 and the name of the property that follows, 0 and an empty name behind the last one, -1 when there is none to follow. */
    private int nextProperty(CallFrame call) throws Refused {
        Optional<Package> node = of(call);
        String previous = call.memory().textOrNone(call.address(1), PROPERTY_NAME_LIMIT).orElse("");
        if (node.isEmpty()) {
            return Firmware.NONE;
        }
        var names = new ArrayList<>(node.get().properties().keySet());
        names.removeIf(name -> name.length() > PROPERTY_NAME_LIMIT);
        int at = names.indexOf(previous);
        if (at < 0 && !previous.isEmpty()) {
            return Firmware.NONE;
        }
        boolean more = at + 1 < names.size();
        byte[] next = ((more ? names.get(at + 1) : "") + "\0").getBytes(StandardCharsets.ISO_8859_1);
        call.memory().write(call.address(2), next, next.length);
        return more ? 1 : 0;
    }

    private int setProperty(CallFrame call) throws Refused {
        Optional<Package> node = of(call);
        String name = call.text(1, PROPERTY_NAME_LIMIT);
        long bytes = call.address(3);
        if (node.isEmpty() || name.isEmpty() || bytes > PROPERTY_BYTES || setBytes + bytes + PROPERTY_NAME_LIMIT > SET_BYTES) {
            return Firmware.NONE;
        }
        byte[] value = call.memory().bytes(call.address(2), (int) bytes);
        setBytes += bytes + PROPERTY_NAME_LIMIT;
        node.get().properties().put(name, value);
        return (int) bytes;
    }

    private static void path(CallFrame call, Optional<String> path) throws Refused {
        if (path.isEmpty()) {
            call.result(0, Firmware.NONE);
            return;
        }
        // the length does not count the NUL, which is written when there is room
        byte[] bytes = (path.get() + "\0").getBytes(StandardCharsets.ISO_8859_1);
        call.write(1, 2, bytes);
        call.result(0, bytes.length - 1);
    }
}
