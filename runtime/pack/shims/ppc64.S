# Entry of the shim for ppc64, and of its client interface. As a kernel that kexec starts: r3 = flattened device tree, real mode, any endianness; other
# CPUs come to 0x60, where a kernel's own code takes their place. Position independent.
        .machine power8
        .section .head, "ax"
        .globl  start
start:  .long   0x08000048              # tdi 0,0,72; for a little-endian CPU: b .+8
        b       1f
        .long   0xa600607d, 0x01006b69, 0x00004039, 0x6401417d, 0x05009f42, 0xa602487d, 0x14004a39, 0xa6035a7d, 0xa6037b7d, 0x2400004c
1:      b       go
        .org    0x60
2:      b       2b
        .org    0x100
go:     bl      where
        mr      4, 31
        addis   5, 30, (imageend - here)@ha
        addi    5, 5, (imageend - here)@l
        addi    6, 30, client - here
        bl      begin
        b       .

where:  mflr    29                      # r30 = here, r31 = start, r1, r2
        bcl     20, 31, here
here:   mflr    30
        mtlr    29
        addis   2, 30, (.TOC. - here)@ha
        addi    2, 2, (.TOC. - here)@l
        addis   1, 30, (stacktop - here)@ha
        addi    1, 1, (stacktop - here)@l
        addi    31, 30, start - here
        li      0, 0
        stdu    0, -128(1)
        blr
        .globl  arch_resume
arch_resume:                            # r3 = where this program was copied to
        addi    3, 3, resumed - start
        mtctr   3
        bctr
resumed:
        bl      where
        mr      3, 31
        addi    4, 30, client - here
        bl      resume
        b       .
        .globl  jump
jump:   ld      0, 0(3)                 # jump({entry, MSR, r1, r3, r4, r5})
        ld      12, 8(3)
        ld      1, 16(3)
        ld      4, 32(3)
        ld      5, 40(3)
        ld      3, 24(3)
        li      6, 0
        li      7, 0
        li      8, 0
        li      9, 0
        mtsrr0  0
        mtsrr1  12
        rfid

client: mflr    0                       # 32-bit or 64-bit mode, r3 = arguments
        mfmsr   11
        bcl     20, 31, 1f
1:      mflr    12
        li      10, 1
        rldicr  10, 10, 63, 0
        or      10, 10, 11
        mtmsrd  10
        isync
        rldicl  12, 12, 0, 32
        rldicl  3, 3, 0, 32
        addis   10, 12, (cistack - 1b)@ha
        addi    10, 10, (cistack - 1b)@l
        std     1, -16(10)
        std     2, -24(10)
        std     0, -32(10)
        std     11, -40(10)
        std     31, -48(10)
        mr      31, 10
        addi    1, 10, -256
        addis   2, 12, (.TOC. - 1b)@ha
        addi    2, 2, (.TOC. - 1b)@l
        bl      client_call
        ld      1, -16(31)
        ld      2, -24(31)
        ld      0, -32(31)
        ld      11, -40(31)
        ld      31, -48(31)
        mtsrr0  0
        mtsrr1  11
        rfid
        .globl  hcall
hcall:  sc      1                       # hcall(number, up to four arguments): status
        blr
        .globl  hget
hget:   std     5, -16(1)               # hget(number, argument, three results): status
        sc      1
        ld      9, -16(1)
        std     4, 0(9)
        std     5, 8(9)
        std     6, 16(9)
        blr
        .globl  flush
flush:  dcbst   0, 3
        sync
        icbi    0, 3
        sync
        isync
        blr
        .globl  ticks
ticks:  mftb    3
        blr
        .section .note.GNU-stack, "", @progbits
