package io.strapwork.machine.qemu;

import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.machine.RunningMachine.GuestEvent;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.machine.memory.SharedFiles;
import io.strapwork.machine.qemu.process.BootFolder;
import io.strapwork.machine.qemu.process.ConsolePipes;
import io.strapwork.machine.qemu.process.Firmware;
import io.strapwork.machine.qemu.process.GatewayCable;
import io.strapwork.machine.qemu.process.GuestEvents;
import io.strapwork.machine.qemu.process.GuestJournal;
import io.strapwork.machine.qemu.process.GuestRam;
import io.strapwork.machine.qemu.process.KvmCheck;
import io.strapwork.machine.qemu.process.MachineFaults;
import io.strapwork.machine.qemu.process.PipeCalls;
import io.strapwork.machine.qemu.process.Platform;
import io.strapwork.machine.qemu.process.QemuBinary;
import io.strapwork.machine.qemu.process.QemuProcess;
import io.strapwork.machine.qemu.process.QemuReset;
import io.strapwork.machine.qemu.process.QemuSocket;
import io.strapwork.machine.qemu.process.Qmp;
import io.strapwork.machine.qemu.process.Qtest;
import io.strapwork.machine.qemu.process.Wires;
import io.strapwork.network.gateway.Gateway;
import io.strapwork.network.gateway.IpFamily;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Starts one machine, from its options to a shim that answers. */
final class QemuLaunch {
    private final PowerOn request;
    private final QemuOptions options;
    private final Platform platform;
    private final NumaNodes numa;
    private final QemuDisks disks;
    private final BootClock clock;
    private final RandomGenerator random;

    QemuLaunch(PowerOn request, QemuOptions options, Platform platform, NumaNodes numa, QemuDisks disks, BootClock clock,
            RandomGenerator random) {
        this.request = request;
        this.options = options;
        this.platform = platform;
        this.numa = numa;
        this.disks = disks;
        this.clock = clock;
        this.random = random;
    }

    QemuMachine powerOn() {
        if (options.accel() == QemuOptions.Accelerator.KVM) {
            KvmCheck.need(request.architecture());
        }
        Path program = QemuBinary.find(request.architecture(), options.binary(), System.getenv().getOrDefault("PATH", ""));
        BootFolder folder = BootFolder.choose(request.memory());
        var parts = new OwnedParts();
        try {
            return launch(program, folder, parts);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private QemuMachine launch(Path program, BootFolder folder, OwnedParts parts) {
        QemuProcess qemu = parts.own(QemuProcess.prepare(folder, command(program, folder)));
        GuestRam ram = parts.own(GuestRam.create(ramFiles(folder), platform.ram(request.memory().bytes())));
        write(folder.file("shim"), platform.shim());
        try (var monitor = QemuSocket.listen(folder.file("qmp"));
                var qtest = usesQtest() ? QemuSocket.listen(folder.file("qtest")) : null;
                var cable = options.usesGateway() ? QemuSocket.listen(folder.file("net")) : null) {
            qemu.start();
            Optional<PendingGateway> network = options.usesGateway()
                    ? Optional.of(parts.own(PendingGateway.start(request.name() + "-gateway-start", this::gateway)))
                    : Optional.empty();
            // while QEMU starts
            var calls = new PipeCalls();
            SocketChannel commands = monitor.accept(qemu, options.patience());
            var journal = parts.own(new GuestJournal(ConsolePipes.open(calls, folder.file("console"))));
            qemu.onExit().thenRun(() -> journal.happened(() -> GuestEvent.GONE));
            var events = new GuestEvents(journal, platform);
            var qmp = parts.own(new Qmp(commands, events));
            Optional<Qtest> registers = qtest == null
                    ? Optional.empty()
                    : Optional.of(parts.own(new Qtest(qtest.accept(qemu, options.patience()), options.patience())));
            qmp.negotiate(qemu, options.patience());
            ram.forgetName();
            var wires = new Wires(qemu, ram, qmp, registers, options.patience());
            events.attach(wires);
            Firmware firmware = platform.attach(wires);
            if (cable != null) {
                network.orElseThrow().get().plug(cable.accept(qemu, options.patience()));
            }
            return QemuMachine.of(request.architecture(), platform, wires, firmware, new QemuReset(wires, events.resets()), journal,
                    options.reboots(), options.uuid(), parts);
        } catch (StrapworkException e) {
            throw qemu.explained(e);
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw MachineFaults.broken(file.toString(), e);
        }
    }

    private List<String> command(Path program, BootFolder folder) {
        String size = (request.memory().bytes() >> 20) + "M";
        var command = new ArrayList<>(
                List.of(program.toString(), "-name", "strapwork-" + request.name(), "-nodefaults", "-no-user-config", "-display",
                        "none", "-monitor", "none", "-no-reboot", "-no-shutdown", "-action", "panic=pause", "-m", size, "-smp",
                        Integer.toString(options.cpus())));
        command.addAll(List.of("-accel", options.accelerator(request.architecture())));
        options.cpu().ifPresent(model -> command.addAll(List.of("-cpu", model)));
        if (numa.isEmpty()) {
            command.addAll(
                    List.of("-object", "memory-backend-file,id=ram0,share=on,size=" + size + ",mem-path=" + folder.file("ram"), "-machine",
                            "memory-backend=ram0"));
        }
        command.addAll(platform.arguments(folder.file("shim")));
        command.addAll(List.of("-chardev", "socket,id=monitor0,path=" + folder.file("qmp"), "-mon", "chardev=monitor0,mode=control"));
        command.addAll(List.of("-chardev", "pipe,id=console0,path=" + folder.file("console"), "-serial", "chardev:console0"));
        if (usesQtest()) {
            command.addAll(List.of("-qtest", "unix:" + folder.file("qtest"), "-qtest-log", "/dev/null"));
        }
        if (options.hasCard()) {
            command.addAll(List.of("-netdev", netdev(folder), "-device", card()));
        }
        command.addAll(disks.arguments());
        command.addAll(numa.arguments(node -> ramFile(folder, node)));
        return command;
    }

    private List<SharedFiles.Part> ramFiles(BootFolder folder) {
        return numa.isEmpty()
                ? List.of(new SharedFiles.Part(folder.file("ram"), request.memory().bytes()))
                : numa.nodes().stream().map(node -> new SharedFiles.Part(ramFile(folder, node), node.bytes())).toList();
    }

    private static Path ramFile(BootFolder folder, NumaNodes.Node node) {
        return folder.file("ram" + node.id());
    }

    /** Restarting a machine needs it on each architecture. */
    private boolean usesQtest() {
        return platform.usesQtest() || options.reboots() > 0;
    }

    private String netdev(BootFolder folder) {
        return switch (options.network()) {
            case "gateway" -> "stream,id=n,server=off,addr.type=unix,addr.path=" + folder.file("net");
            case "user" -> "user,id=n" + options.gateway().serve().map(served -> ",tftp=" + escaped(served.toString())).orElse("")
                    + options.gateway().bootFile().map(file -> ",bootfile=" + escaped(file)).orElse("") + families();
            default -> options.network() + ",id=n";
        };
    }

    /** QEMU's own network speaks both when nothing is said. */
    private String families() {
        List<IpFamily> families = options.gateway().families();
        return families.equals(List.of(IpFamily.IPV4))
                ? ""
                : ",ipv4=" + onOff(families.contains(IpFamily.IPV4)) + ",ipv6=" + onOff(families.contains(IpFamily.IPV6));
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    /** A comma within a value of QEMU's options is written twice. */
    private static String escaped(String text) {
        return text.replace(",", ",,");
    }

    private String card() {
        String card = options.card().orElseGet(platform::card);
        return card + ",netdev=n,bootindex=" + (disks.images().size() + 1) + ",mac=" + options.mac()
                + (options.usesGateway() && options.gateway().mtu() != 1500 && card.startsWith("virtio-net")
                        ? ",host_mtu=" + options.gateway().mtu()
                        : "");
    }

    private GatewayEnd gateway() {
        var cable = new GatewayCable();
        return new GatewayEnd(
                Gateway.start(request.name() + "-gateway", options.gateway().settings(), clock, random, cable::toGuest, request.capture()),
                cable);
    }
}
