# From where kexec jumps to (real mode, any endianness) to a CPU state. Position independent, in one page; the slots are at 0x800: nip, MSR, r0 .. r31.
# The running kernel copies the first 0x100 bytes to 0 and sends the other CPUs to 0x60, where the next kernel's own code takes their place.
        .machine power8
        .text
start:  .long   0x08000048              # tdi 0,0,72; for a little-endian CPU: b .+8
        b       1f
        .long   0xa600607d, 0x01006b69, 0x00004039, 0x6401417d, 0x05009f42, 0xa602487d, 0x14004a39, 0xa6035a7d, 0xa6037b7d, 0x2400004c
1:      b       go
        .org    0x60
2:      b       2b
        .org    0x100
go:     bcl     20, 31, 1f
1:      mflr    30
        addi    30, 30, 0x800 - (1b - start)
        ld      0, 0(30)
        mtsrr0  0
        ld      0, 8(30)
        mtsrr1  0
        .irp    r, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,31
        ld      \r, 16 + 8 * \r(30)
        .endr
        ld      30, 16 + 8 * 30(30)
        rfid
        .org    0x800
