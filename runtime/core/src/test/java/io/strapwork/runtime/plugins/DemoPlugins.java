package io.strapwork.runtime.plugins;

/** Sources of small plugins for every room. They do nothing but tell what they were given. */
public final class DemoPlugins {
    private DemoPlugins() {}

    public static final String MACHINE = """
            @MachinePlugin(id = "embedded", architectures = {"s390x", "ppc64"}, buses = {"ccw", "pci"})
            public final class DemoMachine implements MachineProvider {
                public final MachineOptions options;
                public final BootClock clock;
                public final RandomGenerator random;
                @Inject DemoMachine(MachineOptions options, BootClock clock, RandomGenerator random) { this.options = options; this.clock = clock; this.random = random; }
                public Machine powerOn(PowerOn request) { throw new UnsupportedOperationException(); }
                public enum Speed { SLOW, VERY_FAST }
                @Options public record MachineOptions(Optional<Path> serve, @Default("slow") @Summary("how fast") Speed speed, @Default("0.5") double loss,
                        @Default("true") boolean dhcp, List<Integer> ports, Map<String, String> labels, @Default("64KiB") ByteSize ring, @Default("5s") Duration patience,
                        @Default("7") long seed, Optional<URI> home) {}
            }
            """;

    public static final String OTHER_MACHINE = """
            @MachinePlugin(id = "real", architectures = "x86_64", buses = "pci", memory = {"ppc64:1GiB:1GiB:1GiB", "x86_64:256MiB:1GiB:256MiB"})
            public final class RealMachine implements MachineProvider {
                public Machine powerOn(PowerOn request) { throw new UnsupportedOperationException(); }
            }
            """;

    public static String driver(String name, String id, String bus) {
        return """
                @DriverPlugin(id = "ID", bus = "BUS")
                public final class NAME implements LinkDriver<DeviceBus> {
                    public final Opts options;
                    @Inject NAME(Opts options) { this.options = options; }
                    public Class<DeviceBus> bus() { return DeviceBus.class; }
                    public Link open(DeviceBus bus, Runnable interrupted) { throw new UnsupportedOperationException(); }
                    @Options public record Opts(Optional<String> device, @Default("2") int revision) {
                        public Opts { if (revision > 2) { throw new IllegalArgumentException("revision must be 0 to 2, not " + revision); } }
                    }
                }
                """
                .replace("NAME", name).replace("\"ID\"", "\"" + id + "\"").replace("BUS", bus);
    }

    public static final String STACK = """
            @StackPlugin(id = "inet")
            public final class DemoStack implements IpStack {
                public IpNetwork attach(Link link, BootLoop loop) { throw new UnsupportedOperationException(); }
            }
            """;

    public static String address(String name, String id) {
        return """
                @AddressPlugin(id = "ID")
                public final class NAME implements AddressSource, AutoCloseable {
                    public boolean closed;
                    public Lease acquire(IpNetwork network, Architecture architecture) { throw new UnsupportedOperationException(); }
                    public void close() { closed = true; }
                }
                """.replace("NAME", name).replace("\"ID\"", "\"" + id + "\"");
    }

    public static String transport(String name, String id, String provides, String over) {
        String below = over.equals("ip") ? "IpNetwork" : over.equals("host") ? "BootClock" : "Transport";
        return """
                @TransportPlugin(id = "ID", provides = "PROVIDES", over = "OVER")
                public final class NAME implements Transport, AutoCloseable {
                    public final BELOW below;
                    public boolean closed;
                    @Inject NAME(BELOW below) { this.below = below; }
                    public Bootstrap bootstrap() { return new Bootstrap(); }
                    public void close() { closed = true; }
                }
                """.replace("NAME", name).replace("\"ID\"", "\"" + id + "\"").replace("PROVIDES", provides).replace("OVER", over)
                .replace("BELOW", below);
    }

    public static final String TFTP = """
            @ProtocolPlugin(id = "tftp", schemes = "tftp", over = "udp")
            public final class DemoTftp implements BootProtocol {
                public final Transport udp;
                public final TftpOptions options;
                @Inject DemoTftp(Transport udp, TftpOptions options) { this.udp = udp; this.options = options; }
                public void fetch(BootUri from, ImageSink into) {}
                @Options public record TftpOptions(@Default("1428") @Min("8") @Max("65464") int blockBytes, Waiting waiting) {}
                @Options public record Waiting(@Default("PT5S") Duration patience) {}
            }
            """;

    public static String http(String name, String id, String schemes) {
        return """
                @ProtocolPlugin(id = "ID", schemes = {SCHEMES}, over = {"tcp", "tls"})
                public final class NAME implements BootProtocol {
                    public final Transport tcp;
                    public final Transport tls;
                    public final HttpOptions options;
                    @Inject NAME(@Named("tcp") Transport tcp, @Named("tls") Transport tls, HttpOptions options) { this.tcp = tcp; this.tls = tls; this.options = options; }
                    public void fetch(BootUri from, ImageSink into) {}
                    @Options public record HttpOptions(@Default("8") int redirects, Optional<String> password) {}
                }
                """
                .replace("NAME", name).replace("\"ID\"", "\"" + id + "\"").replace("SCHEMES", schemes);
    }

    public static final String NONE = """
            @VerifierPlugin(id = "none")
            public final class DemoNone implements ImageVerifier {
                public List<Verdict> verify(List<io.strapwork.api.fetch.FetchedPart> parts) { return List.of(); }
            }
            """;

    public static final String DIGEST = """
            @VerifierPlugin(id = "digest")
            public final class DemoDigest implements ImageVerifier {
                public final Digests digests;
                @Inject DemoDigest(Digests digests) { this.digests = digests; }
                public List<Verdict> verify(List<io.strapwork.api.fetch.FetchedPart> parts) { return List.of(); }
                @Options public record Digests(@Rest Map<String, String> parts) {}
            }
            """;

    public static String loader(String name, String id, String magic, String architectures) {
        return """
                @LoaderPlugin(id = "ID", magics = "MAGIC", architectures = {ARCHITECTURES})
                public final class NAME implements ImageLoader {
                    public LoadPlan plan(VerifiedImage image, Architecture machine, MemoryLayout layout) { throw new UnsupportedOperationException(); }
                }
                """
                .replace("NAME", name).replace("\"ID\"", "\"" + id + "\"").replace("MAGIC", magic).replace("ARCHITECTURES", architectures);
    }

    public static String handoff(String name, String architecture, String loaders) {
        return """
                @HandoffPlugin(id = "linux-ARCHITECTURE", architecture = "ARCHITECTURE", contract = "linux-ARCHITECTURE", formats = {LOADERS})
                public final class NAME implements HandoffShim {
                    public final HandoffOptions options;
                    @Inject NAME(HandoffOptions options) { this.options = options; }
                    public Handoff prepare(LoadPlan plan, HandoffRequest request) { throw new UnsupportedOperationException(); }
                    @Options public record HandoffOptions(@Default("") String cmdline) {}
                }
                """
                .replace("NAME", name).replace("ARCHITECTURE", architecture).replace("LOADERS", loaders);
    }

    /** One of each, and two where a choice is to be tested. */
    public static PluginJar all() {
        return new PluginJar().with(MACHINE).with(OTHER_MACHINE).with(driver("DemoCcw", "virtio-ccw", "ccw"))
                .with(driver("DemoPci", "virtio-pci", "pci")).with(STACK)
                .with(address("DemoDhcp", "dhcp")).with(address("DemoStatic", "static")).with(transport("DemoUdp", "udp", "udp", "ip"))
                .with(transport("DemoTcp", "tcp", "tcp", "ip")).with(transport("HostTcp", "host-tcp", "tcp", "host"))
                .with(transport("DemoTls", "tls", "tls", "tcp")).with(TFTP)
                .with(http("DemoHttp", "http", "\"http\", \"https\"")).with(NONE).with(DIGEST)
                .with(loader("DemoElf", "elf", "0:7f454c46", "\"s390x\", \"ppc64\", \"x86_64\""))
                .with(loader("DemoImage", "linux-s390x", "65544:533339304550", "\"s390x\""))
                .with(handoff("S390xHandoff", "s390x", "\"linux-s390x\", \"elf\"")).with(handoff("Ppc64Handoff", "ppc64", "\"elf\""))
                .with(handoff("X86Handoff", "x86_64", "\"elf\""));
    }
}
