package io.strapwork.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The files and servers that all boots share, and what each peer is started with. QEMU 7.2's command lines.
 *
 * @param home  the source tree
 * @param work  prepared by the script: {@code files/ARCHITECTURE/kernel} and {@code initrd}, {@code tls/}, {@code boot/} of each peer
 * @param http  port on loopback
 * @param https port on loopback
 */
record PeerLab(Path home, Path work, int http, int https) {
    private static final Map<String, String> CMDLINES = Map.of("s390x", "console=ttysclp0 panic=-1", "ppc64", "console=hvc0 panic=-1",
            "x86_64",
            "earlyprintk=serial,ttyS0,115200 console=ttyS0,115200 panic=-1");
    private static final Map<String, String> MEMORY = Map.of("s390x", "1024", "ppc64", "2048", "x86_64", "1536");
    private static final Map<String, String> PROGRAMS = Map.of("s390x", "qemu-system-s390x", "ppc64", "qemu-system-ppc64", "x86_64",
            "qemu-system-x86_64");
    private static final Path OVMF = Path.of("/usr/share/OVMF");

    /** Everything that can be booted here. */
    List<PeerBoot> boots() throws IOException {
        var boots = new ArrayList<PeerBoot>();
        for (String architecture : List.of("s390x", "ppc64", "x86_64")) {
            boots.add(floor(architecture));
            switch (architecture) {
                case "s390x" -> boots.add(s390Ccw());
                case "ppc64" -> boots.add(slof());
                default -> x86(boots);
            }
            for (String network : List.of("user", "gateway")) {
                for (String protocol : List.of("tftp", "http", "https")) {
                    boots.add(strapwork(architecture, protocol, network));
                }
            }
        }
        return boots;
    }

    private Path file(String architecture, String name) {
        return work.resolve("files").resolve(architecture).resolve(name);
    }

    private PeerBoot boot(String architecture, String peer, String protocol, List<String> arguments, String card, String netdev) {
        Path capture = work.resolve("out").resolve(architecture + "-" + peer + "-" + protocol + ".pcap");
        var command = new ArrayList<>(
                List.of(PROGRAMS.get(architecture), "-accel", "tcg", "-m", MEMORY.get(architecture), "-display", "none",
                        "-monitor", "none", "-serial", "stdio", "-no-reboot"));
        command.addAll(arguments);
        if (!netdev.isEmpty()) {
            command.addAll(List.of("-netdev", "user,id=n" + netdev, "-device", card + ",netdev=n", "-object", dump(capture)));
        }
        return new PeerBoot(architecture, peer, protocol, netdev.isEmpty() ? "none" : "user", command, capture);
    }

    private static String dump(Path capture) {
        return "filter-dump,id=dump,netdev=n,maxlen=160,file=" + capture;
    }

    private PeerBoot floor(String architecture) {
        var arguments = new ArrayList<>(machine(architecture));
        arguments.addAll(List.of("-nic", "none", "-kernel", file(architecture, "kernel").toString(), "-initrd",
                file(architecture, "initrd").toString(), "-append", CMDLINES.get(architecture)));
        return boot(architecture, "qemu-kernel", "none", arguments, "", "");
    }

    private static List<String> machine(String architecture) {
        return switch (architecture) {
            case "s390x" -> List.of("-machine", "s390-ccw-virtio");
            case "ppc64" -> List.of("-machine", "pseries", "-vga", "none");
            default -> List.of("-machine", "q35");
        };
    }

    /** Its configuration file must begin with "# pxelinux". */
    private PeerBoot s390Ccw() throws IOException {
        Path served = work.resolve("boot/s390-ccw");
        configuration(served, "# pxelinux\n", "s390x", "kernel");
        return boot("s390x", "s390-ccw", "tftp", machine("s390x"), "virtio-net-ccw,bootindex=1",
                ",tftp=" + served + ",bootfile=pxelinux.cfg/default");
    }

    /** It takes ELF segments only where virtual and physical address are the same, and not at 0. */
    private PeerBoot slof() throws IOException {
        Path served = work.resolve("boot/slof");
        configuration(served, "", "ppc64", "kernel.moved");
        Path moved = served.resolve("kernel.moved");
        if (!Files.exists(moved)) {
            MovedElf.write(file("ppc64", "kernel"), moved);
        }
        return boot("ppc64", "slof", "tftp", machine("ppc64"), "virtio-net-pci,bootindex=1", ",tftp=" + served + ",bootfile=/");
    }

    private void configuration(Path served, String first, String architecture, String kernel) throws IOException {
        Files.createDirectories(served.resolve("pxelinux.cfg"));
        for (String name : List.of("kernel", "initrd")) {
            Path link = served.resolve(name);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, file(architecture, name));
        }
        Files.writeString(served.resolve("pxelinux.cfg/default"),
                first + "default linux\nlabel linux\n kernel " + kernel + "\n initrd initrd\n append " + CMDLINES.get(architecture) + "\n");
    }

    private void x86(List<PeerBoot> boots) throws IOException {
        String files = ",tftp=" + work.resolve("files");
        for (String protocol : List.of("tftp", "http")) {
            String base = protocol.equals("tftp") ? "tftp://10.0.2.2/x86_64" : "http://10.0.2.2:" + http + "/x86_64";
            String script = "#!ipxe\nifopen net0 ||\ndhcp net0 ||\nkernel " + base + "/kernel " + CMDLINES.get("x86_64")
                    + " initrd=initrd\ninitrd " + base + "/initrd\nboot\n";
            String name = protocol + ".ipxe";
            Files.writeString(work.resolve("files").resolve(name), script);
            boots.add(boot("x86_64", "ipxe-rom", protocol, machine("x86_64"), "virtio-net-pci,bootindex=1", files + ",bootfile=" + name));
            Path lkrn = Path.of("/boot/ipxe.lkrn");
            if (Files.exists(lkrn)) {
                var arguments = new ArrayList<>(machine("x86_64"));
                arguments.addAll(List.of("-kernel", lkrn.toString(), "-initrd", work.resolve("files").resolve(name).toString()));
                boots.add(boot("x86_64", "ipxe-lkrn", protocol, arguments, "virtio-net-pci,romfile=", files));
            }
            Path grub = work.resolve("boot/grub-" + protocol);
            if (Files.exists(grub.resolve("boot/grub/i386-pc/core.0"))) {
                grubMenu(grub, protocol);
                boots.add(boot("x86_64", "grub-pc", protocol, machine("x86_64"), "virtio-net-pci,bootindex=1",
                        ",tftp=" + grub + ",bootfile=boot/grub/i386-pc/core.0"));
                boots.add(boot("x86_64", "grub-efi", protocol, ovmf("grub-" + protocol), "virtio-net-pci,romfile=,bootindex=1",
                        ",tftp=" + grub + ",bootfile=boot/grub/x86_64-efi/core.efi"));
            }
        }
        if (Files.exists(work.resolve("files/uki.efi"))) {
            boots.add(boot("x86_64", "ovmf", "tftp", ovmf("tftp"), "virtio-net-pci,romfile=,bootindex=1,addr=5",
                    files + ",bootfile=uki.efi"));
            boots.add(ovmfByUri("http", "http://10.0.2.2:" + http + "/uki.efi"));
            boots.add(ovmfByUri("https", "https://10.0.2.2:" + https + "/uki.efi"));
        }
    }

    private static void grubMenu(Path served, String protocol) throws IOException {
        String port = Files.readString(served.resolve("port")).strip();
        String device = protocol.equals("tftp") ? "(tftp,10.0.2.2)" : "(http,10.0.2.2:" + port + ")";
        Files.writeString(served.resolve("boot/grub/grub.cfg"),
                "set timeout=0\nlinux " + device + "/x86_64/kernel " + CMDLINES.get("x86_64")
                        + "\ninitrd " + device + "/x86_64/initrd\nboot\n");
    }

    private List<String> ovmf(String name) throws IOException {
        Path variables = work.resolve("out/ovmf-" + name + ".vars");
        Files.copy(OVMF.resolve("OVMF_VARS_4M.fd"), variables, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return ovmf(variables);
    }

    private static List<String> ovmf(Path variables) {
        return List.of("-machine", "q35", "-object", "rng-random,id=r,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=r", "-drive",
                "if=pflash,unit=0,format=raw,readonly=on,file=" + OVMF.resolve("OVMF_CODE_4M.fd"), "-drive",
                "if=pflash,unit=1,format=raw,file=" + variables);
    }

    /** QEMU's DHCP can't announce an HTTP boot server, so the address stands in the firmware's variables. */
    private PeerBoot ovmfByUri(String protocol, String uri) throws IOException {
        Path variables = work.resolve("out/ovmf-" + protocol + ".vars");
        OvmfVariables.write(OVMF.resolve("OVMF_VARS_4M.fd"), uri, variables);
        var arguments = new ArrayList<>(ovmf(variables));
        if (protocol.equals("https")) {
            Path certificates = work.resolve("out/cacerts.esl");
            OvmfVariables.writeCertificates(work.resolve("tls/ca.pem"), certificates);
            arguments.addAll(List.of("-fw_cfg", "name=etc/edk2/https/cacerts,file=" + certificates));
        }
        return boot("x86_64", "ovmf", protocol, arguments, "virtio-net-pci,romfile=,bootindex=1,addr=5", ",restrict=off");
    }

    private PeerBoot strapwork(String architecture, String protocol, String network) throws IOException {
        String base = switch (protocol) {
            case "tftp" -> "tftp://10.0.2.2";
            case "http" -> "http://10.0.2.2:" + http;
            default -> "https://10.0.2.2:" + https;
        };
        String name = architecture + "-strapwork-" + protocol + "-" + network;
        Path capture = work.resolve("out").resolve(name + ".pcap");
        Path profile = work.resolve("out").resolve(name + ".toml");
        Files.writeString(profile, """
                name = "%s"
                [machine]
                use = "qemu"
                architecture = "%s"
                memory = "%sMiB"
                network = "%s"
                serve = "%s"
                arguments = ["-object", "%s"]
                [address]
                use = "dhcp"
                [transport.tls]
                ca = "%s"
                [trust]
                use = "none"
                [fetch]
                kernel = "%s/%s/kernel"
                initrd = "%s/%s/initrd"
                [handoff]
                use = "linux-%s"
                cmdline = "%s"
                """.formatted(name, architecture, MEMORY.get(architecture), network, work.resolve("files"), dump(capture),
                work.resolve("tls/ca.pem"), base, architecture, base, architecture, architecture, CMDLINES.get(architecture)));
        return new PeerBoot(architecture, "strapwork", protocol, network,
                List.of(home.resolve("strapwork").toString(), "boot", profile.toString(), "--json",
                        work.resolve("out/" + name + ".json").toString()),
                capture);
    }
}
