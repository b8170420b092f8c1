package io.strapwork.handoff.openfirmware;

import io.strapwork.api.machine.CallingCpu;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestMemory;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.DeviceTree;
import io.strapwork.testkit.fake.HeapMemory;
import io.strapwork.testkit.fake.SkippingClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A client with 16 MiB of RAM, a hypervisor, and a firmware to call. */
final class FakeGuest implements CallingCpu {
    static final long RAM = 16 << 20;
    static final long RTAS = 0xff0000;
    static final GuestRange OWN = GuestRange.of(RTAS, 0x10000);
    static final GuestRange SCRATCH = GuestRange.of(0xe00000, 0x100000);
    static final int CONSOLE_UNIT = 0x71000000;
    private static final long ARGUMENTS = 0x1000;
    private static final long TEXTS = 0x2000;
    private static final ValueLayout.OfInt CELL = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    final HeapMemory memory = new HeapMemory(List.of(GuestRange.of(0, RAM)));
    final SkippingClock clock = new SkippingClock();
    final StringBuilder written = new StringBuilder();
    final List<String> hypercalls = new ArrayList<>();
    final ClientInterface firmware;
    String typed = "";
    int busy;
    /** What the hypervisor negotiates; empty to refuse. */
    Optional<byte[]> negotiated = Optional.empty();

    FakeGuest() {
        PackageTree tree = FirmwareTree.of(machine(), OpenFirmwareOptions.cmdline("console=hvc0 quiet"), "console=hvc0 quiet",
                List.of(OWN));
        var claims = new ClaimMap(memory.ranges(), List.of(GuestRange.of(0, 0x8000), SCRATCH, OWN));
        firmware = new ClientInterface(new Platform(tree, claims, SCRATCH), clock, Optional.of(RTAS));
    }

    static DeviceTree machine() {
        var nodes = List.of(
                DeviceNode.of("chosen", DeviceProperty.text("stdout-path", "/vdevice/vty@71000000"),
                        DeviceProperty.wide("linux,initrd-start", 1)),
                DeviceNode.of("rtas", DeviceProperty.cells("rtas-size", 0x40), DeviceProperty.cells("linux,rtas-base", (int) RTAS),
                        DeviceProperty.cells("power-off", 0x2017), DeviceProperty.cells("system-reboot", 0x2014)),
                DeviceNode.of("cpus", DeviceProperty.cells("#address-cells", 1)).with(List.of(
                        DeviceNode.of("PowerPC,POWER9@0", DeviceProperty.text("device_type", "cpu"), DeviceProperty.cells("reg", 0),
                                DeviceProperty.cells("phandle", 0x8001)))),
                DeviceNode.of("memory@0", DeviceProperty.text("device_type", "memory"), DeviceProperty.wide("reg", 0, RAM)),
                DeviceNode.of("vdevice").with(List.of(DeviceNode.of("vty@71000000", DeviceProperty.text("compatible", "hvterm1"),
                        DeviceProperty.cells("reg", CONSOLE_UNIT)))),
                DeviceNode.of("pci@800000020000000", DeviceProperty.text("device_type", "pci"))
                        .with(List.of(DeviceNode.of("ethernet@5", DeviceProperty.cells("reg", 0x2800)))),
                DeviceNode.of("interrupt-controller", DeviceProperty.text("device_type", "PowerPC-External-Interrupt-Presentation"),
                        DeviceProperty.cells("phandle", 0x1111)));
        return new DeviceTree(
                DeviceNode.of("", DeviceProperty.text("model", "fake"), DeviceProperty.cells("#address-cells", 2)).with(nodes),
                List.of(), 0);
    }

    /** Calls a service: arguments are numbers, or texts whose address is passed. The status, then the returns. */
    int[] call(String service, int returns, Object... arguments) {
        cell(ARGUMENTS, text(TEXTS, service));
        cell(ARGUMENTS + 4, arguments.length);
        cell(ARGUMENTS + 8, returns);
        for (int i = 0; i < arguments.length; i++) {
            int value = switch (arguments[i]) {
                case String string -> text(TEXTS + 0x1000 * (i + 1), string);
                case Integer number -> number;
                case Long number -> (int) (long) number;
                default -> throw new IllegalArgumentException(arguments[i].toString());
            };
            cell(ARGUMENTS + 12 + 4L * i, value);
        }
        for (int i = 0; i < returns; i++) {
            cell(ARGUMENTS + 12 + 4L * (arguments.length + i), 0x55555555);
        }
        var found = new int[returns + 1];
        found[0] = (int) firmware.call(this, ARGUMENTS);
        for (int i = 0; i < returns; i++) {
            found[i + 1] = cell(ARGUMENTS + 12 + 4L * (arguments.length + i));
        }
        return found;
    }

    /** The first return of a call that succeeds. */
    int one(String service, Object... arguments) {
        int[] found = call(service, 1, arguments);
        if (found[0] != 0) {
            throw new AssertionError(service + " failed");
        }
        return found[1];
    }

    int cell(long at) {
        return memory.at(GuestAddress.of(at), 4).get(CELL, 0);
    }

    void cell(long at, int value) {
        memory.at(GuestAddress.of(at), 4).set(CELL, 0, value);
    }

    int text(long at, String text) {
        write(at, (text + "\0").getBytes(StandardCharsets.ISO_8859_1));
        return (int) at;
    }

    void write(long at, byte[] bytes) {
        memory.at(GuestAddress.of(at), bytes.length).copyFrom(MemorySegment.ofArray(bytes));
    }

    byte[] bytes(long at, int count) {
        return memory.at(GuestAddress.of(at), count).toArray(ValueLayout.JAVA_BYTE);
    }

    String string(long at) {
        byte[] bytes = bytes(at, 200);
        int end = 0;
        while (bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }

    @Override
    public GuestMemory memory() {
        return memory;
    }

    @Override
    public long[] hypercall(long number, long... arguments) {
        var results = new long[7];
        switch ((int) number) {
            case 0x58 -> {
                if (busy > 0) {
                    busy--;
                    results[0] = 1;
                } else {
                    var chars = ByteBuffer.allocate(16).putLong(arguments[2]).putLong(arguments[3]);
                    written.append(new String(chars.array(), 0, (int) arguments[1], StandardCharsets.ISO_8859_1));
                }
            }
            case 0x54 -> {
                byte[] keys = Arrays.copyOf(typed.getBytes(StandardCharsets.ISO_8859_1), 16);
                results[1] = Math.min(16, typed.length());
                typed = typed.substring((int) results[1]);
                results[2] = ByteBuffer.wrap(keys).getLong(0);
                results[3] = ByteBuffer.wrap(keys).getLong(8);
            }
            case 0xf002 -> {
                results[0] = negotiated.isPresent() ? 0 : -2;
                negotiated.ifPresent(tree -> {
                    cell(arguments[1], 1);
                    write(arguments[1] + 4, tree);
                });
            }
            case 0xf000 -> hypercalls.add("rtas " + Integer.toHexString(cell(arguments[0])) + " of " + cell(arguments[0] + 4));
            default -> results[0] = -2;
        }
        return results;
    }
}
