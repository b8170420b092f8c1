package io.strapwork.api.machine;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.plugin.ByteSize;
import java.util.Optional;
import java.util.function.Consumer;
import org.apiguardian.api.API;

/**
 * What every machine is asked for; the rest is in the machine's own options.
 *
 * @param name         the boot's name, for threads, files and traces; letters, digits and hyphens
 * @param architecture one that the plugin's annotation lists
 * @param memory       RAM
 * @param bus          the {@link DeviceBus#kind()} that the chosen driver needs, the architecture's usual one when there is none; the machine puts its network card there
 * @param capture      where each frame of the machine's own network is shown, both ways, if asked for; the buffer is only lent
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PowerOn(String name, Architecture architecture, ByteSize memory, String bus, Optional<Consumer<ByteBuf>> capture) {}
