# QEMU loads it at 0 and enters it at 0x100: 64-bit CPU in 32-bit mode, big-endian, real mode, r3 = flattened device tree.
# It remembers the tree's address and parks the CPU by RTAS stop-self. The host copies what stands from 0x300 on to the start of reserved
# memory and lets the CPU go by RTAS start-cpu, from outside. That copy is position independent; the mailbox is at 0x3000 behind its start.
        .set    SEQ,     0x00           # words of the mailbox; the table is in the Javadoc of ClientTrap
        .set    ACK,     0x04
        .set    TAKEN,   0x08
        .set    PARKED,  0x0c
        .set    SPIN,    0x10
        .set    WHAT,    0x14
        .set    COMMAND, 0x18
        .set    ARG,     0x20
        .set    RESULT,  0x28
        .set    SAVELR,  0x30
        .set    SAVEMSR, 0x38
        .set    SAVER1,  0x40
        .set    STOP,    0x48
        .set    HCALL,   0x60
        .set    REGS,    0xa0
        .set    MAILBOX, 0x3000

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
start:  mr      11, 3                   # the last jump begins here: 64-bit mode, r3 = mailbox
        li      10, 2
        b       post
        .org    0x380
call:   mflr    0                       # the client interface: 32-bit or 64-bit mode, r3 = arguments, returns to LR
        mfmsr   12
        bl      1f
1:      mflr    11
        li      10, 1
        rldicr  10, 10, 63, 0           # SF
        or      10, 10, 12
        mtmsrd  10
        isync
        rldicl  11, 11, 0, 32
        addi    11, 11, MAILBOX - (1b - rtas)
        std     0, SAVELR(11)
        std     12, SAVEMSR(11)
        std     1, SAVER1(11)
        std     3, ARG(11)
        li      10, 0
post:   stw     10, WHAT(11)
        lwz     9, SEQ(11)
        addi    9, 9, 1
        sync
        stw     9, SEQ(11)
wait:   lwz     8, SPIN(11)
        mtctr   8
2:      lwz     7, ACK(11)
        cmpw    7, 9
        beq     taken
        bdnz    2b
        li      8, 1
        stw     8, PARKED(11)
        sync
        addi    4, 11, STOP
        li      3, 0
        ori     3, 3, 0xf000
        sc      1
3:      b       3b                      # goes on at wake
        .org    0x440
wake:   mr      11, 3                   # RTAS start-cpu comes here: r1, r3, r4 and MSR are lost, r3 = mailbox
        lwz     9, SEQ(11)
        li      8, 0
        stw     8, PARKED(11)
        sync
        b       wait
taken:  isync
        lwz     10, COMMAND(11)
        sync
        stw     9, TAKEN(11)            # the mailbox is the host's again once it is read: not before the next request
        cmpwi   10, 1
        beq     hcall
        cmpwi   10, 2
        beq     jump
        ld      0, SAVELR(11)
        ld      12, SAVEMSR(11)
        ld      1, SAVER1(11)
        ld      3, RESULT(11)
        mtlr    0
        mtsrr0  0
        mtsrr1  12
        rfid
hcall:  ld      3, HCALL(11)
        ld      4, HCALL + 0x08(11)
        ld      5, HCALL + 0x10(11)
        ld      6, HCALL + 0x18(11)
        ld      7, HCALL + 0x20(11)
        ld      8, HCALL + 0x28(11)
        ld      9, HCALL + 0x30(11)
        sc      1
        bl      4f
4:      mflr    11
        addi    11, 11, MAILBOX - (4b - rtas)
        std     3, HCALL(11)
        std     4, HCALL + 0x08(11)
        std     5, HCALL + 0x10(11)
        std     6, HCALL + 0x18(11)
        std     7, HCALL + 0x20(11)
        std     8, HCALL + 0x28(11)
        std     9, HCALL + 0x30(11)
        li      10, 1
        b       post
jump:   ld      0, REGS(11)             # nip msr r1 to r7
        mtsrr0  0
        ld      0, REGS + 0x08(11)
        mtsrr1  0
        ld      1, REGS + 0x10(11)
        ld      2, REGS + 0x18(11)
        ld      3, REGS + 0x20(11)
        ld      4, REGS + 0x28(11)
        ld      5, REGS + 0x30(11)
        ld      6, REGS + 0x38(11)
        ld      7, REGS + 0x40(11)
        rfid
        .org    0x580
