package io.strapwork.machine.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.qemu.ppc64.PseriesPlatform;
import io.strapwork.machine.qemu.s390x.S390xPlatform;
import io.strapwork.machine.qemu.x86.X86Platform;
import io.strapwork.network.gateway.GatewayOptions;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OptionCheckTests {
    private static PowerOn request(Architecture architecture, long bytes, String bus) {
        return new PowerOn("test", architecture, new ByteSize(bytes), bus, Optional.empty());
    }

    private static PowerOn request() {
        return request(Architecture.S390X, 256L << 20, "ccw");
    }

    /** The usual options with some components changed. */
    private static QemuOptions options(Object... changes) {
        return changed(QemuOptions.standard(), changes);
    }

    /** How a record is made: to find that out takes longer than to check it. */
    private record Shape(RecordComponent[] components, Constructor<?> constructor) {
        private static final ClassValue<Shape> KNOWN = new ClassValue<>() {
            @Override
            protected Shape computeValue(Class<?> type) {
                RecordComponent[] components = type.getRecordComponents();
                try {
                    return new Shape(components, type.getDeclaredConstructor(
                            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new)));
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    private static <R extends Record> R changed(R record, Object... changes) {
        Shape shape = Shape.KNOWN.get(record.getClass());
        try {
            Object[] values = new Object[shape.components.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = shape.components[i].getAccessor().invoke(record);
                if (values[i] instanceof GatewayOptions included) {
                    values[i] = changed(included, changes);
                }
                for (int j = 0; j < changes.length; j += 2) {
                    values[i] = shape.components[i].getName().equals(changes[j]) ? changes[j + 1] : values[i];
                }
            }
            @SuppressWarnings("unchecked")
            var made = (R) shape.constructor.newInstance(values);
            return made;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> told(PowerOn request, QemuOptions options) {
        return assertThrows(StrapworkException.class, () -> OptionCheck.platform(request, options)).problems().stream()
                .map(problem -> problem.code() + " " + problem.where() + ": " + problem.what()).toList();
    }

    private static String one(String key, Object value) {
        List<String> told = told(request(), options(key, value));
        assertEquals(1, told.size(), told.toString());
        return told.getFirst();
    }

    @Test
    void eachArchitectureHasItsPlatform() {
        assertInstanceOf(S390xPlatform.class, OptionCheck.platform(request(), options()));
        assertInstanceOf(X86Platform.class, OptionCheck.platform(request(Architecture.X86_64, 1L << 40, "pci"), options()));
        assertInstanceOf(PseriesPlatform.class, OptionCheck.platform(request(Architecture.PPC64, 256L << 20, "pci"), options("slot", 30)));
    }

    @Test
    void eachOptionOutOfRangeIsTold() {
        assertEquals("SW-M209 machine.cpus: the option \"cpus\" is out of range: 0", one("cpus", 0));
        assertEquals("SW-M209 machine.cpus: the option \"cpus\" is out of range: 241", one("cpus", 241));
        assertEquals("SW-M209 machine.mtu: the option \"mtu\" is out of range: 575", one("mtu", 575));
        assertEquals("SW-M209 machine.mtu: the option \"mtu\" is out of range: 65536", one("mtu", 65536));
        assertEquals("SW-M209 machine.device-number: the option \"device-number\" is out of range: 65536", one("deviceNumber", 65536));
        assertEquals("SW-M209 machine.subchannel-set: the option \"subchannel-set\" is out of range: 4", one("subchannelSet", 4));
        assertEquals("SW-M209 machine.slot: the option \"slot\" is out of range: 31", one("slot", 31));
        assertEquals("SW-M209 machine.patience: the option \"patience\" is not a duration", one("patience", Duration.ZERO));
        for (String mac : List.of("", "52:54:00:12:34", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01", "00:00:00:00:00:00")) {
            assertEquals("SW-M209 machine.mac: the option \"mac\" is not a card's address: \"" + mac + "\"", one("mac", mac));
        }
    }

    @Test
    void severalCpusAreOnOneThreadWhereThreadsAreNoGood() {
        assertEquals("tcg", options().accelerator(Architecture.X86_64));
        assertEquals("tcg,thread=single", options("cpus", 2).accelerator(Architecture.X86_64));
        assertEquals("tcg,thread=single", options("arguments", List.of("-smp", "2")).accelerator(Architecture.X86_64));
        assertEquals("tcg", options("cpus", 2).accelerator(Architecture.PPC64));
        assertEquals("tcg", options("cpus", 2).accelerator(Architecture.S390X));
        assertEquals("tcg,thread=multi", options("cpus", 2, "accel", QemuOptions.Accelerator.MTTCG).accelerator(Architecture.X86_64));
        assertEquals("kvm", options("cpus", 2, "accel", QemuOptions.Accelerator.KVM).accelerator(Architecture.X86_64));
    }

    @Test
    void memoryIsWholeMebibytesInReason() {
        for (long bytes : new long[]{63L << 20, (1L << 40) + (1 << 20), (256L << 20) + 4096, 0}) {
            List<String> told = told(request(Architecture.S390X, bytes, "ccw"), options());
            assertEquals(List.of("SW-M209 machine.memory: the option \"memory\" is not valid for a machine: " + new ByteSize(bytes)),
                    told);
        }
        for (long bytes : new long[]{64L << 20, 384L << 20, 1500L << 20, (1L << 40) + (256 << 20)}) {
            assertEquals(1, told(request(Architecture.PPC64, bytes, "pci"), options()).size());
        }
    }

    @Test
    void faultsNeedTheGateway() {
        QemuOptions user = options("network", "user", "loss", 0.1);
        assertEquals(List.of("SW-M209 machine.network: the option \"network\" is \"user\", which can't simulate faults"),
                told(request(), user));
        assertInstanceOf(S390xPlatform.class, OptionCheck.platform(request(), options("loss", 0.1)));
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        List<String> told = told(request(Architecture.X86_64, 1, "ccw"), options("cpus", -1, "mtu", 0, "mac", "x", "slot", 0));
        assertEquals(6, told.size(), told.toString());
        assertEquals("SW-M208 machine: the QEMU machine of x86_64 has its network card on the bus \"pci\", not on \"ccw\"",
                told.getFirst());
    }

    @Test
    void nothingButProblemsComesOut() {
        var random = new Random(20261122);
        for (int run = 0; run < 20_000; run++) {
            var text = new StringBuilder("52:54:00:12:34:56");
            for (int i = random.nextInt(5); i > 0; i--) {
                text.setCharAt(random.nextInt(text.length()),
                        (char) (random.nextBoolean() ? random.nextInt(0x10000) : ' ' + random.nextInt(96)));
            }
            try {
                OptionCheck.platform(request(Architecture.S390X, random.nextLong() >>> random.nextInt(40) + 1, "ccw"),
                        options("mac", text.toString(), "cpus", random.nextInt(), "mtu", random.nextInt(70_000)));
            } catch (StrapworkException e) {
                assertEquals(List.of(), e.problems().stream().map(Problem::code).filter(code -> !code.equals("SW-M209")).toList());
            }
        }
    }
}
