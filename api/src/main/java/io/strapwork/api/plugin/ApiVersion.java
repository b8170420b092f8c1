package io.strapwork.api.plugin;

import org.apiguardian.api.API;

/**
 * The version of these packages that a plugin is compiled against and a runtime offers. A runtime takes plugins of its own major version and of a minor version up to
 * its own.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class ApiVersion {
    public static final int MAJOR = 1;
    public static final int MINOR = 0;
    /** {@code MAJOR.MINOR}, as plugin indexes and the manifest entry {@code Strapwork-Api} write it. */
    public static final String TEXT = MAJOR + "." + MINOR;

    private ApiVersion() {}
}
