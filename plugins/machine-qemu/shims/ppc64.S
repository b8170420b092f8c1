# QEMU loads it at 0 and enters it at 0x100: 64-bit CPU in 32-bit mode, big-endian, real mode, r3 = flattened device tree.
# It remembers the tree's address and parks the CPU by RTAS stop-self. The host copies what stands from 0x300 on to reserved memory
# and lets the CPU go by RTAS start-cpu, from outside.
        .text
        .org    0x100
        std     3, 0x220(0)
        li      5, 0
        li      3, 0
        ori     3, 3, 0xf000            # KVMPPC_H_RTAS
        li      4, 0x200
        sc      1
1:      b       1b
        .org    0x200
        .long   0x2007, 0, 1, 0         # stop-self, no arguments, one result
        .org    0x220
        .quad   0                       # address of the device tree
        .org    0x300
rtas:   mr      4, 3                    # RTAS for the kernel, position independent: one hypercall
        lis     3, 0
        ori     3, 3, 0xf000
        sc      1
        blr
        .org    0x340
exit:   mr      12, 3                   # r3 = table: r3 r4 r5 r6 and the entry; 64-bit mode, MSR as start-cpu sets it: SF and ME
        ld      0, 0x20(12)
        mtctr   0
        ld      3, 0x00(12)
        ld      4, 0x08(12)
        ld      5, 0x10(12)
        ld      6, 0x18(12)
        bctr
        .org    0x380
