# The library in the data of the module.
	.section .rodata.prelude,"",@
	.globl prelude
	.type prelude,@object
prelude:
	.incbin "prelude.js"
.Lprelude_end:
	.size prelude, .Lprelude_end-prelude
	.globl prelude_size
	.type prelude_size,@object
	.p2align 2
prelude_size:
	.int32 .Lprelude_end-prelude
	.size prelude_size, 4
