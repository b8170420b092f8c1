package io.strapwork.api.fetch;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A server or a file system that files are read from.
 *
 * @param name  as GRUB names devices, without parentheses: {@code "hd0,gpt2"}, {@code "tftp,10.0.2.2"}
 * @param root  its uppermost folder
 * @param uuid  of its file system, in the file system's own writing
 * @param label of its file system
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ConfigVolume(String name, BootUri root, Optional<String> uuid, Optional<String> label) {}
