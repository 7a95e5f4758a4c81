# The library as it is, in the data of the module.
	.section .rodata.library,"",@
	.globl library
	.type library,@object
	.p2align 4
library:
	.incbin "library.bin"
.Llibrary_end:
	.size library, .Llibrary_end-library
