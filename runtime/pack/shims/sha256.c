/* SHA-256 (FIPS 180-4). */
#include "shim.h"

static const u32 K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static inline u32 right(u32 x, int n) { return x >> n | x << (32 - n); }
static inline u32 word(const u8 *p) { return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3]; }

static void block(u32 *state, const u8 *data) {
    u32 w[64], h[8];
    for (int i = 0; i < 16; i++) w[i] = word(data + 4 * i);
    for (int i = 16; i < 64; i++) {
        u32 x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (right(x, 7) ^ right(x, 18) ^ x >> 3) + (right(y, 17) ^ right(y, 19) ^ y >> 10);
    }
    u32 a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], z = state[7];
    for (int i = 0; i < 64; i++) {
        u32 t = z + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + (g ^ (e & (f ^ g))) + K[i] + w[i];
        u32 m = (right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) | (c & (a | b)));
        z = g, g = f, f = e, e = d + t, d = c, c = b, b = a, a = t + m;
    }
    h[0] = a, h[1] = b, h[2] = c, h[3] = d, h[4] = e, h[5] = f, h[6] = g, h[7] = z;
    for (int i = 0; i < 8; i++) state[i] += h[i];
}

void sha256(const u8 *data, u64 bytes, u8 *digest) {
    u32 state[8];
    u8 last[128];
    u64 bits = bytes * 8;
    state[0] = 0x6a09e667, state[1] = 0xbb67ae85, state[2] = 0x3c6ef372, state[3] = 0xa54ff53a;
    state[4] = 0x510e527f, state[5] = 0x9b05688c, state[6] = 0x1f83d9ab, state[7] = 0x5be0cd19;
    for (; bytes >= 64; bytes -= 64, data += 64) block(state, data);
    u64 size = bytes < 56 ? 64 : 128;
    for (u64 i = 0; i < size; i++) last[i] = i < bytes ? data[i] : i == bytes ? 0x80 : i >= size - 8 ? (u8)(bits >> 8 * (size - 1 - i)) : 0;
    block(state, last);
    if (size == 128) block(state, last + 64);
    for (int i = 0; i < 32; i++) digest[i] = (u8)(state[i / 4] >> (24 - 8 * (i & 3)));
}
