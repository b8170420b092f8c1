package io.strapwork.network.gateway.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerKeyTests {
    @TempDir
    Path folder;

    @Test
    void offersItsKeyForItsOwnAlgorithmOnly() {
        TlsIdentity made = TlsIdentity.ensure(folder);
        var key = new ServerKey(made.key(), made.chain().toArray(X509Certificate[]::new));
        String alias = key.chooseEngineServerAlias("EC", null, null);
        assertEquals("server", alias);
        assertNull(key.chooseEngineServerAlias("RSA", null, null));
        assertArrayEquals(new String[]{alias}, key.getServerAliases("EC", null));
        assertEquals(made.key(), key.getPrivateKey(alias));
        assertArrayEquals(made.chain().toArray(), key.getCertificateChain(alias));
        assertNull(key.getPrivateKey("other"));
        assertNull(key.getCertificateChain("other"));
        assertNull(key.chooseClientAlias(new String[]{"EC"}, null, null));
    }
}
