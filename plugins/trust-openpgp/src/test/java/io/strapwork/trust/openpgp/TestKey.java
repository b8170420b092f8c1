package io.strapwork.trust.openpgp;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Random;

/** RSA keys. Each prime lies at a known distance behind a seeded number: to search for a pair takes most of a second. */
enum TestKey {
    FIRST(1024, 1, 44, 2, 842), SECOND(1024, 3, 580, 4, 1196), THIRD(1024, 5, 238, 6, 684),
    /** Of 1024 bits; the others have 2048. */
    SMALL(512, 1, 6, 2, 46);

    private static final BigInteger EXPONENT = BigInteger.valueOf(65537);
    private final BigInteger p;
    private final BigInteger q;

    TestKey(int bits, int seed, int distance, int otherSeed, int otherDistance) {
        p = prime(bits, seed, distance);
        q = prime(bits, otherSeed, otherDistance);
    }

    /** The two highest bits are set, so that the product of two has twice as many bits. */
    private static BigInteger prime(int bits, int seed, int distance) {
        return new BigInteger(bits, new Random(seed)).setBit(bits - 1).setBit(bits - 2).setBit(0).add(BigInteger.valueOf(distance));
    }

    KeyPair pair() {
        BigInteger one = BigInteger.ONE;
        BigInteger modulus = p.multiply(q);
        BigInteger secret = EXPONENT.modInverse(p.subtract(one).multiply(q.subtract(one)));
        try {
            var factory = KeyFactory.getInstance("RSA");
            return new KeyPair(factory.generatePublic(new RSAPublicKeySpec(modulus, EXPONENT)),
                    factory.generatePrivate(new RSAPrivateCrtKeySpec(modulus, EXPONENT, secret, p, q, secret.mod(p.subtract(one)),
                            secret.mod(q.subtract(one)), q.modInverse(p))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
