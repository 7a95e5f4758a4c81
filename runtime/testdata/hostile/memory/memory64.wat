;; tries: a memory of 64-bit addresses
;; meets: bad module
;; detail: …memory64 is not supported (a memory with 64-bit limits)
(module binary
  "\00asm" "\01\00\00\00"
  "\05\03\01\04\01")
